// Typed client of the Wardroom API.

export { CATALOGUE } from "./catalogue.js";
export { createClient, type Options, type WardroomClient } from "./client.js";
export type { Credentials, CredentialSource } from "./credentials.js";
export { type ErrorCode, type FieldError, type KnownCode, WardroomError } from "./errors.js";
export type { components, operations, paths } from "./schema.js";
