/** Both checks of one call: whether data is what the OpenAPI document describes. */
export interface Checks {
  readonly request: (data: unknown) => boolean;
  readonly invite: (data: unknown) => boolean;
}
