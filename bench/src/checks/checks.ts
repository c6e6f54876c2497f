/** Both checks of one call: does the data conform to the OpenAPI document? */
export interface Checks {
  readonly request: (data: unknown) => boolean;
  readonly invite: (data: unknown) => boolean;
}
