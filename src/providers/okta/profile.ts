import type { PropertyValue } from '../../graph/entities';
import { text, texts } from '../../graph/properties';

/**
 * Attributes that stay out of the graph: phone numbers, postal addresses, and whatever a customer's
 * own attribute says is a secret.
 */
const PRIVATE =
  /phone|mobile|fax|street|postal|(?<!e-?mail_?)address|^zip|^city$|^state$|passw|passcode|secret|token|^pin$|ssn|socialsecurity|birth/i;

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

/**
 * The attributes of a profile that hold a text, a number, a boolean or a list of such, by name in
 * camel case. Customers add attributes of their own.
 */
export function profileProperties(
  profile: Readonly<Record<string, unknown>>,
): Record<string, PropertyValue> {
  const properties: Record<string, PropertyValue> = {};
  for (const [attribute, value] of Object.entries(profile)) {
    const name = camelCase(attribute);
    if (name === '' || RESERVED.has(name) || PRIVATE.test(attribute)) continue;
    const property = propertyOf(value);
    if (property === undefined) continue;
    properties[name] =
      TEXTS.has(name) && typeof property !== 'string'
        ? String(property)
        : property;
  }
  return properties;
}

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
function camelCase(attribute: string): string {
  const words = attribute.split(/[^A-Za-z0-9]+/).filter(Boolean);
  return words
    .map((word, index) =>
      index === 0
        ? word.charAt(0).toLowerCase() + word.slice(1)
        : word.charAt(0).toUpperCase() + word.slice(1),
    )
    .join('');
}
