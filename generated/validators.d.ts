// Made by `npm run generate` from the OpenAPI document. Do not edit.
import type { paths } from './schema.js';

export interface ValidationError {
  instancePath: string;
  keyword: string;
  params: Record<string, unknown>;
  message?: string;
}

export interface Validator<T> {
  (data: unknown): data is T;
  errors?: ValidationError[] | null;
}

export declare const validators: {
  readonly "inviteUser": {
    readonly request: Validator<NonNullable<paths["/organization/invites"]["post"]["requestBody"]>["content"]["application/json"]>;
    readonly responses: {
      readonly 200: Validator<paths["/organization/invites"]["post"]["responses"][200]["content"]["application/json"]>;
    };
  };
};
