/** A JSON Schema object. */
export type JsonSchema = { readonly [keyword: string]: unknown };

/** The part of the Standard Schema interface (standardschema.dev) that Modelport reads. */
export interface StandardSchema<Output = unknown> {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: unknown; readonly output: Output } | undefined;
  };
}

/** What a Standard Schema says of a value. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly StandardIssue[] };

/** One thing that is wrong with a value. */
export interface StandardIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** A schema: JSON Schema, a Standard Schema that can write itself as JSON Schema (zod 4, arktype 2), or a pair. */
export type Schema = JsonSchema | StandardSchema | SchemaPair;

/** For a Standard Schema that cannot write itself as JSON Schema. */
export interface SchemaPair<Output = unknown> {
  readonly schema: StandardSchema<Output>;
  readonly jsonSchema: JsonSchema;
}

/** What a schema makes of a value; `unknown` for JSON Schema. */
export type SchemaOutput<S> = S extends { readonly schema: StandardSchema<infer Output> }
  ? Output
  : S extends StandardSchema<infer Output>
    ? Output
    : unknown;
