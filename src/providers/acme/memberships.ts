import type { MultiValue } from './attributes';

/** A member of a group. Its type is undefined where the service does not tell it. */
export interface Member {
  id: string;
  type?: 'User' | 'Group';
}

/**
 * The members of all groups, kept until users and groups are known. As there are far more
 * memberships than members, each member is held once.
 */
export class Memberships {
  private readonly membersByGroup = new Map<string, Member[]>();
  private readonly pool = new Map<string, Member>();

  /** Adds a group with the `members` that its record holds. */
  addGroup(groupId: string, members: readonly MultiValue[] = []): void {
    const known = this.membersOf(groupId);
    for (const reference of members) {
      const member = memberOf(reference);
      if (member) known.push(this.shared(member));
    }
  }

  /** Adds a user with the `groups` that its record holds; inherited ones are left out. */
  addUser(userId: string, groups: readonly MultiValue[] = []): void {
    for (const group of groups) {
      const groupId = idOf(group);
      const isInherited = group.type?.toLowerCase() === 'indirect';
      if (groupId !== undefined && !isInherited) {
        const member = this.shared({ id: userId, type: 'User' });
        this.membersOf(groupId).push(member);
      }
    }
  }

  get groupIds(): readonly string[] {
    return [...this.membersByGroup.keys()];
  }

  get groups(): Iterable<[groupId: string, members: readonly Member[]]> {
    return this.membersByGroup;
  }

  get isEmpty(): boolean {
    return this.pool.size === 0;
  }

  private membersOf(groupId: string): Member[] {
    const known = this.membersByGroup.get(groupId);
    if (known) return known;
    const members: Member[] = [];
    this.membersByGroup.set(groupId, members);
    return members;
  }

  private shared(member: Member): Member {
    const name = `${member.type ?? ''} ${member.id}`;
    const known = this.pool.get(name) ?? member;
    this.pool.set(name, known);
    return known;
  }
}

/** A member, its type by `type`, else by the part of its `$ref` before the id. */
function memberOf(reference: MultiValue): Member | undefined {
  const id = idOf(reference);
  return id === undefined
    ? undefined
    : { id, type: typeOf(reference.type) ?? typeOf(pathOf(reference)[1]) };
}

/** The id of what is referred to, by `value`, else by the last part of `$ref`. */
function idOf(reference: MultiValue): string | undefined {
  return reference.value || pathOf(reference)[0] || undefined;
}

/** The parts of a `$ref`, the last one first. It is never called: it may lead to another host. */
function pathOf({ $ref = '' }: MultiValue): string[] {
  return $ref
    .replace(/[?#].*$/, '')
    .replace(/\/$/, '')
    .split('/')
    .reverse()
    .map(decoded);
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

function typeOf(name: string | undefined): Member['type'] {
  switch (name?.toLowerCase()) {
    case 'user':
    case 'users':
      return 'User';
    case 'group':
    case 'groups':
      return 'Group';
    default:
      return undefined;
  }
}
