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
    this.membersOf(groupId).push(
      ...members.flatMap((value) => this.shared(memberOf(value))),
    );
  }

  /** Adds a user with the `groups` that its record holds; inherited ones are left out. */
  addUser(userId: string, groups: readonly MultiValue[] = []): void {
    const [member] = this.shared({ id: userId, type: 'User' });
    if (!member) return;
    for (const { value, type } of groups) {
      if (value === undefined || type?.toLowerCase() === 'indirect') continue;
      this.membersOf(value).push(member);
    }
  }

  get groupIds(): Iterable<string> {
    return this.membersByGroup.keys();
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

  private shared(member: Member | undefined): Member[] {
    if (!member) return [];
    const name = `${member.type ?? ''} ${member.id}`;
    const known = this.pool.get(name) ?? member;
    this.pool.set(name, known);
    return [known];
  }
}

/**
 * A member by its `value`, else by the last part of its `$ref`; its type by `type`, else by the
 * part of `$ref` before the id. A `$ref` is never called: it may lead to another host.
 */
function memberOf({ value, type, $ref }: MultiValue): Member | undefined {
  const [id, resource] = ($ref ?? '')
    .replace(/[?#].*$/, '')
    .split('/')
    .reverse();
  const memberId = value ?? (id || undefined);
  return memberId === undefined
    ? undefined
    : { id: memberId, type: typeOf(type) ?? typeOf(resource) };
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
