// Made by `npm run generate` from the OpenAPI document. Do not edit.
export const samples = {
  "inviteUser": {
    "200": {
      "object": "organization.invite",
      "id": "string",
      "email": "string",
      "role": "owner",
      "status": "accepted",
      "invited_at": 0,
      "expires_at": 0,
      "accepted_at": 0,
      "projects": [
        {
          "id": "string",
          "role": "member"
        }
      ]
    }
  }
};

/** Why there is no sample, by operation and status. */
export const unsampled: Readonly<Record<string, Readonly<Record<string, string>>>> = {};
