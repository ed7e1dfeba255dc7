import type {
  IntegrationInstanceConfigField,
  IntegrationInstanceConfigFieldMap,
} from '@jupiterone/integration-sdk-core';
import { z } from 'zod';

import { isLoopback, parseUrl } from '../http/parse';

/** The configuration of an integration instance, as the SDK hands it over: nothing is checked. */
export type RawConfig = Readonly<Record<string, unknown>>;

/**
 * One configuration field. The SDK's field map, `.env.example` and the tables of fields in the
 * documents are made of it (`npm run document`).
 */
export interface ConfigField<Value = unknown> extends Pick<
  IntegrationInstanceConfigField,
  'type' | 'mask'
> {
  /** How people call it, such as `API key`. */
  label: string;
  /** When it has to be given, such as `with an API token`; left out where it never has to. */
  needed?: string;
  /** What it means, in one sentence without its first capital and its full stop. */
  help: string;
  /** What is used where it is left out. */
  default?: string;
  /** A value for `.env.example`; for fields that are needed in the usual case. */
  example?: string;
  schema: z.ZodType<Value>;
}

/** The configuration fields of a provider, by name; each name begins with the provider's id. */
export type ConfigTable = Readonly<Record<string, ConfigField>>;

/** What the fields of a table hold once they are checked. */
export type ConfigValues<Table extends ConfigTable> = {
  [Name in keyof Table]: z.output<Table[Name]['schema']>;
};

/** Typed settings, or all that is wrong with the configuration. */
export type ParsedConfig<Settings> =
  { ok: true; settings: Settings } | { ok: false; problems: FieldProblem[] };

/** What is wrong with one configuration field; never its value. */
export interface FieldProblem {
  field: string;
  problem: string;
}

/** Characters that may stand in an HTTP header value without quoting: visible ASCII. */
const HEADER_TEXT = /^[\x21-\x7e]+$/;

/**
 * A text that may be left out. Surrounding space is removed; null and an empty text count as left
 * out.
 */
export const optionalText = z
  .string({ error: 'must be a text' })
  .nullish()
  .transform((text) => text?.trim() || undefined);

/**
 * As `optionalText`, for a secret that is sent in a header. The word before it in that header is
 * often copied with it, and taken away.
 */
export const optionalSecret = optionalText
  .transform((text) => text?.replace(/^Bearer\s+/i, ''))
  .refine(
    (secret) => secret === undefined || HEADER_TEXT.test(secret),
    'contains a space, a line break or another character that no credential has; paste it again',
  );

/** A text that must be given. */
export const requiredText = optionalText.pipe(
  z.string({ error: 'is missing' }),
);

/** As `requiredText`, for a secret that is sent in a header. */
export const requiredSecret = optionalSecret.pipe(
  z.string({ error: 'is missing' }),
);

/** The URL of an API: https, or http on this machine; no user-info, query or fragment. */
export const requiredUrl = requiredText.transform(checkedUrl);

/** As `requiredUrl`, where it may be left out. */
export const optionalUrl = optionalText.transform((text, context) =>
  text === undefined ? undefined : checkedUrl(text, context),
);

function checkedUrl(text: string, context: z.RefinementCtx): URL {
  const problem = urlProblem(text);
  if (!problem) return new URL(text);
  context.addIssue({ code: 'custom', message: problem });
  return z.NEVER;
}

function urlProblem(text: string): string | undefined {
  const url = parseUrl(text);
  if (!url) return 'is not a URL; it begins with https:// and a host name';
  if (url.username || url.password) {
    return 'must not contain a user name or password';
  }
  if (text.includes('?')) return 'must not contain a query (?)';
  if (text.includes('#')) return 'must not contain a fragment (#)';
  const isLocal = url.protocol === 'http:' && isLoopback(url.hostname);
  return url.protocol === 'https:' || isLocal
    ? undefined
    : 'must begin with https://, so that the credential is not sent in clear';
}

/** The environment variable in which the SDK's command line looks for a field. */
export function environmentVariable(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase();
}

/**
 * The fields as the SDK wants to have them.
 *
 * @param areRequired whether those that are always needed are required; among the fields of several
 *   providers none is
 */
export function sdkFields(
  table: ConfigTable,
  areRequired = false,
): IntegrationInstanceConfigFieldMap {
  return Object.fromEntries(
    Object.entries(table).map(([name, { type, mask, needed }]) => [
      name,
      {
        type,
        ...(!(areRequired && needed === 'always') && { optional: true }),
        ...(mask && { mask }),
      },
    ]),
  );
}

/**
 * Checks a configuration against the fields of a provider.
 *
 * @param otherProblems what is wrong between fields, such as two kinds of credential at once
 * @param toSettings called with the checked values where nothing is wrong
 */
export function parseConfigTable<Table extends ConfigTable, Settings>(
  table: Table,
  config: RawConfig,
  otherProblems: readonly FieldProblem[],
  toSettings: (values: ConfigValues<Table>) => Settings,
): ParsedConfig<Settings> {
  const values = parseFields(schemaOf(table), config);
  const problems = [...(values.ok ? [] : values.problems), ...otherProblems];
  if (!values.ok || problems.length > 0) return { ok: false, problems };
  return { ok: true, settings: toSettings(values.settings) };
}

/** zod compiles a schema when it is first used, and every step of a run checks the same tables. */
const schemas = new WeakMap<ConfigTable, z.ZodType>();

function schemaOf<Table extends ConfigTable>(
  table: Table,
): z.ZodType<ConfigValues<Table>> {
  const schema =
    schemas.get(table) ??
    z.object(
      Object.fromEntries(
        Object.entries(table).map(([name, { schema }]) => [name, schema]),
      ),
    );
  schemas.set(table, schema);
  return schema as z.ZodType<ConfigValues<Table>>;
}

/** Checks a configuration against a schema. */
export function parseFields<Settings>(
  schema: z.ZodType<Settings>,
  config: RawConfig,
): ParsedConfig<Settings> {
  const result = schema.safeParse(config);
  if (result.success) return { ok: true, settings: result.data };
  return {
    ok: false,
    problems: result.error.issues.map(({ path, message }) => ({
      field: path.map(String).join('.'),
      problem: message,
    })),
  };
}

/** Whether a field holds anything but space, be it of the right type or not. */
export function isGiven(value: unknown): boolean {
  return typeof value === 'string' ? value.trim() !== '' : value != null;
}

/**
 * What is wrong with the choice between two kinds of credential: exactly one has to be given.
 *
 * @param keyField the field of the first kind
 * @param clientFields the fields that the second kind needs, all of them
 */
export function credentialProblems(
  config: RawConfig,
  keyField: string,
  clientFields: readonly string[],
): FieldProblem[] {
  const hasKey = isGiven(config[keyField]);
  const given = clientFields.filter((field) => isGiven(config[field]));
  if (hasKey && given.length > 0) {
    const problem = `must not be given together with ${given.join(', ')}: choose one kind of credential`;
    return [{ field: keyField, problem }];
  }
  if (!hasKey && given.length === 0) {
    const problem = `is missing; give it, or ${clientFields.join(', ')} in its place`;
    return [{ field: keyField, problem }];
  }
  if (hasKey) return [];
  return clientFields
    .filter((field) => !given.includes(field))
    .map((field) => ({ field, problem: 'is missing' }));
}
