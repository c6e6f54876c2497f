// Made by `npm run generate` from the OpenAPI document. Do not edit.
export const operations = {
  "inviteUser": {
    "id": "inviteUser",
    "method": "post",
    "path": "/organization/invites",
    "server": "https://api.openai.com/v1",
    "success": 200
  }
} as const;
