/** Words in front of an id, each with the character that ends it; a provider may have digits. */
const PREFIX = /^(?:[a-z][a-z0-9]*_(?=[a-z_]+:))?(?:[a-z]+(?:_[a-z]+)*[:_])*/;

const WORD = /^[a-z_]+$/;

/**
 * The form of a key without its ids, such as `acme_group:<id>|has|acme_user:<id>`. Where it
 * changes, JupiterOne deletes every object of that type and creates it anew.
 */
export function shapeOf(key: string): string {
  return key
    .split('|')
    .map((part) =>
      WORD.test(part) ? part : `${PREFIX.exec(part)?.[0] ?? ''}<id>`,
    )
    .join('|');
}
