/**
 * Made by `npm run generate` from the OpenAPI document. Do not edit.
 */

export interface paths {
    "/organization/invites": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Create invite
         * @description Create an invite for a user to the organization. The invite must be accepted by the user before they have access to the organization.
         */
        post: operations["inviteUser"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        InviteRequest: {
            /** @description Send an email to this address */
            email: string;
            /**
             * @description `owner` or `reader`
             * @enum {string}
             */
            role: "reader" | "owner";
            /** @description An array of projects to which membership is granted at the same time the org invite is accepted. If omitted, the user will be invited to the default project for compatibility with legacy behavior. */
            projects?: {
                /** @description Project's public ID */
                id: string;
                /**
                 * @description Project membership role
                 * @enum {string}
                 */
                role: "member" | "owner";
            }[];
        };
        /** @description Represents an individual `invite` to the organization. */
        Invite: {
            /**
             * @description The object type, which is always `organization.invite`
             * @enum {string}
             */
            object: "organization.invite";
            /** @description The identifier, which can be referenced in API endpoints */
            id: string;
            /** @description The email address of the individual to whom the invite was sent */
            email: string;
            /**
             * @description `owner` or `reader`
             * @enum {string}
             */
            role: "owner" | "reader";
            /**
             * @description `accepted`,`expired`, or `pending`
             * @enum {string}
             */
            status: "accepted" | "expired" | "pending";
            /** @description The Unix timestamp (in seconds) of when the invite was sent. */
            invited_at: number;
            /** @description The Unix timestamp (in seconds) of when the invite expires. */
            expires_at: number;
            /** @description The Unix timestamp (in seconds) of when the invite was accepted. */
            accepted_at?: number;
            /** @description The projects that were granted membership upon acceptance of the invite. */
            projects?: {
                /** @description Project's public ID */
                id?: string;
                /**
                 * @description Project membership role
                 * @enum {string}
                 */
                role?: "member" | "owner";
            }[];
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    inviteUser: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The invite request payload. */
        requestBody: {
            content: {
                "application/json": components["schemas"]["InviteRequest"];
            };
        };
        responses: {
            /** @description User invited successfully. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Invite"];
                };
            };
        };
    };
}
