import type { Random } from '../acme/random';

import { objectId } from './objectId';
import type { Group, JsonRecord } from './records';

/** Sizes at which paging is likely to go wrong: the default page, whole pages, one more. */
const SIZES = [101, 100, 10, 0, 1, 200, 9];

/** Groups of the given users or systems. */
export function createGroups(
  count: number,
  type: 'user_group' | 'system_group',
  candidates: readonly JsonRecord[],
  random: Random,
): Group[] {
  const ids = candidates.map(({ id }) => String(id));
  return Array.from({ length: count }, (_, index) => {
    const id = objectId(random);
    const isDynamic = index % 4 === 3;
    return {
      record: {
        id,
        name: `${type} ${index}`,
        type,
        description: index % 2 === 0 ? '' : `The group number ${index}`,
        email: '',
        attributes: null,
        ...(index % 5 !== 4 && {
          membershipMethod: isDynamic ? 'DYNAMIC_AUTOMATED' : 'STATIC',
        }),
      },
      members: random.sample(ids, SIZES[index] ?? random.below(30)),
      nested: [],
    };
  });
}
