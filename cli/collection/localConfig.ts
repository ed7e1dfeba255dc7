import type { IntegrationInstanceConfigFieldMap } from '@jupiterone/integration-sdk-core';

import { environmentVariable } from '../../src/collect/configFields';
import { operatorVariables } from '../../src/operatorLimits';
import { UserError } from '../userError';
import { nearest } from './nearest';
import type { EnvFileFacts } from './workerInput';

/** A configuration from environment variables. */
export interface LocalConfig {
  config: Record<string, unknown>;
  /** What the user should know of the variables, and of those that nobody reads. */
  notes: string[];
}

/** Read by the SDK, by Node.js, or by the HTTP engine. */
const OTHER_VARIABLES = [
  'LOG_LEVEL',
  'HTTPS_PROXY',
  'HTTP_PROXY',
  'NO_PROXY',
  'NODE_EXTRA_CA_CERTS',
  'JUPITERONE_API_KEY',
  'JUPITERONE_ACCOUNT',
  'JUPITERONE_INSTANCE_ID',
  'JUPITERONE_SOURCE',
  'JUPITERONE_API_BASE_URL',
];

/** Of a variable that stands in no .env file, so many changed letters may be a slip of ours. */
const SLIP = 2;

/**
 * Makes the configuration of environment variables, as the SDK does. What it says of a wrong value
 * names the variable, and never the value.
 *
 * @throws UserError where a field that is always needed is not given, or a value is of no use
 */
export function readLocalConfig(
  fields: IntegrationInstanceConfigFieldMap,
  environment: NodeJS.ProcessEnv,
  envFile: EnvFileFacts,
): LocalConfig {
  const config: Record<string, unknown> = {};
  const missing: string[] = [];
  const notes = [
    ...envFile.notes,
    ...unknownVariables(Object.keys(fields), environment, envFile),
  ];
  for (const [field, { type, optional }] of Object.entries(fields)) {
    const name = environmentVariable(field);
    const value = environment[name];
    if (value !== undefined) config[field] = convert(name, type, value);
    else if (!optional) missing.push(name);
  }
  if (missing.length > 0) throw missingError(missing, envFile, notes);
  return { config, notes };
}

function convert(
  name: string,
  type: string | undefined,
  value: string,
): unknown {
  switch (type) {
    case 'boolean': {
      const word = value.trim().toLowerCase();
      if (word === 'true' || word === 'false') return word === 'true';
      if (word === '') return undefined;
      throw new UserError(`${name} must be true or false`);
    }
    case 'json':
      try {
        return JSON.parse(value) as unknown;
      } catch {
        throw new UserError(`${name} is not JSON`);
      }
    default:
      return value;
  }
}

function missingError(
  names: readonly string[],
  { path, exists, names: inFile }: EnvFileFacts,
  notes: readonly string[],
): UserError {
  const file = !exists
    ? `there is no ${path}`
    : inFile.length === 0
      ? `${path} sets no variable`
      : `${path} does not set it`;
  return new UserError(
    [
      `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} not set: ${file}. Copy .env.example to .env and fill it in, or set environment variables; npm run demo needs neither`,
      ...notes,
    ].join('. '),
  );
}

/** A misspelt name of an optional field would be without effect, and nobody would know. */
function unknownVariables(
  fields: readonly string[],
  environment: NodeJS.ProcessEnv,
  { names: inFile }: EnvFileFacts,
): string[] {
  const own = [
    ...fields.map(environmentVariable),
    ...Object.keys(operatorVariables),
  ];
  const known = new Set([...own, ...OTHER_VARIABLES]);
  const prefixes = prefixesOf(fields.map(environmentVariable));
  const names = new Set([...inFile, ...Object.keys(environment)]);
  return [...names]
    .filter((name) => !known.has(name) && environment[name] !== '')
    .flatMap((name) => {
      const isOurs = prefixes.includes(prefixOf(name));
      const meant = isOurs
        ? meantBy(name, own)
        : nearest(name, [...known], inFile.includes(name) ? undefined : SLIP);
      if (!isOurs && !meant) return [];
      return `${name} is not known${meant ? `; did you mean ${meant}?` : ', and without effect'}`;
    })
    .sort();
}

/** What several fields begin with: the ids of providers. */
function prefixesOf(names: readonly string[]): string[] {
  const prefixes = names.map(prefixOf);
  return prefixes.filter((each, index) => prefixes.indexOf(each) < index);
}

function prefixOf(name: string): string {
  return name.slice(0, name.indexOf('_') + 1);
}

/** Of the names with the same beginning, the one that shares the most words. */
function meantBy(name: string, known: readonly string[]): string | undefined {
  const prefix = prefixOf(name);
  const words = name.split('_').slice(1);
  const shared = (other: string) =>
    other.split('_').filter((word) => words.includes(word)).length;
  const candidates = known.filter((each) => each.startsWith(prefix));
  const [best] = [...candidates].sort(
    (one, other) => shared(other) - shared(one) || one.length - other.length,
  );
  if (best !== undefined && shared(best) > 0) return best;
  return nearest(name, candidates);
}
