// Made by `npm run generate` from the OpenAPI document. Do not edit.
import type { paths } from './schema.js';
import { validators, type Validator } from './validators.js';

/** What a success of one shape is recognised by. */
export interface Marks {
  /** Properties that can only have one value, and that value. */
  readonly constants: Readonly<Record<string, unknown>>;
  /** The required property that identifies what is answered. */
  readonly identifier?: string;
  /** Which of these properties an answer must have. */
  readonly required: readonly string[];
}

/** A documented success. */
export interface SuccessAnswer {
  /** The status itself; for a range or `default` the one that a mock answers with. */
  readonly status: number;
  /** The key in `content`; an answer without content has none. */
  readonly mediaType?: string;
  /** One entry for each shape that the answer may have; none if the document fixes nothing. */
  readonly marks: readonly Marks[];
}

/** How the key is sent. */
export type KeyPlacement =
  | { readonly type: 'bearer' }
  | { readonly type: 'header'; readonly name: string };

export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly server: string;
  readonly security: KeyPlacement | { readonly type: 'unsupported'; readonly reason: string };
  /** The JSON media type of the request; undefined if the document has no JSON body. */
  readonly mediaType?: string;
  /** The key in `answers` that a client most likely gets. */
  readonly success: number | string | null;
  readonly answers: Readonly<Record<string, SuccessAnswer>>;
}

export const operations = {
  "inviteUser": {
    "id": "inviteUser",
    "method": "post",
    "path": "/organization/invites",
    "server": "https://api.openai.com/v1",
    "security": {
      "type": "bearer"
    },
    "mediaType": "application/json",
    "success": 200,
    "answers": {
      "200": {
        "status": 200,
        "mediaType": "application/json",
        "marks": [
          {
            "constants": {
              "object": "organization.invite"
            },
            "identifier": "id",
            "required": [
              "object",
              "id"
            ]
          }
        ]
      }
    }
  }
} as const satisfies Record<string, Operation>;

/** The operation that the client calls. */
export const operation = operations["inviteUser"];

type RequestBody = NonNullable<paths["/organization/invites"]["post"]["requestBody"]>["content"]["application/json"];

/** Its JSON request body. */
export interface InviteRequest extends RequestBody {}

type SuccessBody = paths["/organization/invites"]["post"]["responses"][200]["content"]["application/json"];

/** The JSON body of its successes; `undefined` for one without content. */
export interface Invite extends SuccessBody {}

export const checkRequest: Validator<InviteRequest> = validators["inviteUser"].request;

/** By the same keys as `answers`; an answer without content has no check. */
export const checkSuccess: Readonly<Record<string, Validator<Invite>>> = {
  "200": validators["inviteUser"].responses["200"],
};
