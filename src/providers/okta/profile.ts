import type { PropertyValue } from '../../graph/entities';
import { text, texts } from '../../graph/properties';

import type { UserAttributes } from './config';

/** Words in the name of an attribute that make it private, whatever else it says. */
const PERSONAL_WORDS = wordSet(
  `ssn social birth birthday birthdate dob gender religion ethnicity salary wage iban national nationalid
  tax taxid passport emergency`,
);

/**
 * Words of phone numbers, postal addresses, secrets and numbers of cards and accounts. A name may
 * speak of such a thing and not give it: `tokenType` is no token.
 */
const GUARDED_WORDS = wordSet(
  `phone mobile cell tel telephone fax pager handy street postal address addr addr1 addr2 zip zipcode city
  passw password passwd passcode pwd pin pincode secret token key apikey credential credentials seed otp
  answer bank credit card license licence`,
);

/** A name that ends in one of these describes the thing that it names. */
const DESCRIBING_WORDS = wordSet(
  `type kind status policy count enabled disabled required expiry expires expiration changed rotated`,
);

/** Addresses that are no postal ones. */
const NETWORK_WORDS = wordSet('ip ipv4 ipv6 mac web url email dns network');

function wordSet(words: string): ReadonlySet<string> {
  return new Set(words.split(/\s+/));
}

/** The words of a name: `homePhone`, `home_phone` and `HomePHONE` have `home` and `phone`. */
function wordsOf(attribute: string): string[] {
  return attribute
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[^A-Za-z0-9]+/)
    .filter(Boolean)
    .map((word) => word.toLowerCase());
}

/** More names than profiles of an org have. */
const MOST_NAMES = 10_000;

/** Remembers what follows from the name of an attribute: all profiles of an org have the same. */
function ofName<T>(read: (attribute: string) => T): (attribute: string) => T {
  const known = new Map<string, T>();
  return (attribute) => {
    const before = known.get(attribute);
    if (before !== undefined) return before;
    if (known.size >= MOST_NAMES) known.clear();
    const answer = read(attribute);
    known.set(attribute, answer);
    return answer;
  };
}

/** Whether an attribute of this name stays out of the graph, unless it is asked for by name. */
export const isPrivate = ofName((attribute) => {
  const words = wordsOf(attribute);
  // Okta's own attribute of an address; `onboardingState` is none.
  if (attribute === 'state') return true;
  const all = [...words, words.join('')];
  if (all.some((word) => isAmong(PERSONAL_WORDS, word))) return true;
  if (DESCRIBING_WORDS.has(words.at(-1) ?? '')) return false;
  return all.some(
    (word, place) =>
      isAmong(GUARDED_WORDS, word) && !isOfNetwork(word, words[place - 1]),
  );
});

function isAmong(words: ReadonlySet<string>, word: string): boolean {
  return [word, word.replace(/s$/, ''), word.replace(/es$/, '')].some((each) =>
    words.has(each),
  );
}

function isOfNetwork(word: string, before = ''): boolean {
  return /^addr(ess(es)?)?$/.test(word) && NETWORK_WORDS.has(before);
}

/**
 * The custom attributes of a profile that are to enter the graph: texts, numbers, booleans and lists
 * of such, by name in camel case.
 *
 * @param isOwn whether a property of this name is made otherwise: it is never displaced
 */
export function customAttributes(
  profile: Readonly<Record<string, unknown>>,
  wanted: UserAttributes,
  isOwn: (property: string) => boolean,
): Record<string, PropertyValue> {
  const properties: Record<string, PropertyValue> = {};
  if (wanted !== 'all' && wanted.size === 0) return properties;
  for (const [attribute, value] of Object.entries(profile)) {
    if (!isWanted(attribute, wanted)) continue;
    const name = camelCase(attribute);
    if (name === '' || isOwn(name) || RESERVED.has(name)) continue;
    const property = propertyOf(value);
    if (property === undefined || Object.hasOwn(properties, name)) continue;
    properties[name] =
      TEXTS.has(name) && typeof property !== 'string'
        ? String(property)
        : property;
  }
  return properties;
}

/** Attributes of one profile whose names become one property: only the first of them is kept. */
export function collapsingAttributes(
  attributes: readonly string[],
  wanted: UserAttributes,
): string[] {
  const byName = new Map<string, string>();
  return attributes.filter((attribute) => {
    if (!isWanted(attribute, wanted)) return false;
    const name = camelCase(attribute);
    const isTaken = byName.has(name);
    if (!isTaken) byName.set(name, attribute);
    return isTaken;
  });
}

function isWanted(attribute: string, wanted: UserAttributes): boolean {
  if (wanted === 'all') return !isPrivate(attribute);
  return wanted.has(attribute);
}

/**
 * Names that JupiterOne's data model reserves for values of another type (classes Entity and User).
 * A text in their place would be refused, and the whole step with it.
 */
const RESERVED = new Set([
  'id',
  'criticality',
  'risk',
  'trust',
  'complianceStatus',
  'active',
  'public',
  'validated',
  'temporary',
  'trusted',
  'createdOn',
  'updatedOn',
  'deletedOn',
  'discoveredOn',
  'expiresOn',
  'webLink',
  'tags',
  'notes',
  'emailDomain',
  'mfaEnabled',
  'passwordChangedOn',
]);

/** Names of texts in the data model: a number or a list in their place would be refused as well. */
const TEXTS = new Set([
  'name',
  'displayName',
  'summary',
  'description',
  'classification',
  'status',
  'createdBy',
  'updatedBy',
  'deletedBy',
  'discoveredBy',
  'owner',
  'username',
  'email',
  'shortLoginId',
  'mfaType',
  'firstName',
  'lastName',
  'login',
  'title',
  'department',
  'manager',
  'employeeNumber',
  'employeeType',
]);

function propertyOf(value: unknown): PropertyValue {
  if (Array.isArray(value)) return texts(value.map(elementOf));
  if (typeof value === 'boolean') return value;
  if (typeof value === 'number')
    return Number.isFinite(value) ? value : undefined;
  return text(value);
}

function elementOf(value: unknown): unknown {
  return typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : value;
}

/** Letters and digits only, which every property name may have: `cost_center-id` is `costCenterId`. */
const camelCase = ofName((attribute) => {
  const words = attribute.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words
    .map((word, index) =>
      index === 0
        ? word.charAt(0).toLowerCase() + word.slice(1)
        : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join('');
});
