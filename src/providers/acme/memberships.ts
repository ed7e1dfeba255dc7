import { z } from 'zod';

import { elementsOf, partsOf, Reference, referredId } from './attributes';

/** A member of a group. Its type is undefined where the service does not tell it. */
export interface Member {
  id: string;
  type?: 'User' | 'Group';
  /** True for a bare value in the place of a reference: an id with some services. */
  isBare?: boolean;
}

/** A member as it stands in a group: its type by `type`, else by the part of `$ref` before the id. */
const GroupMember = Reference.transform((reference, context): Member => {
  const id = referredId(reference);
  if (id === undefined) return missingId(context);
  return { id, type: typeOf(reference.type) ?? typeOf(partsOf(reference)[1]) };
});

/** A group as it stands in a user; undefined for one that the user is in by way of another. */
const UserGroup = Reference.transform((reference, context) => {
  if (isIndirect(reference)) return undefined;
  return referredId(reference) ?? missingId(context);
});

/** A reference of which nothing has to be guessed. */
interface PlainReference {
  value: string;
  type?: string;
  $ref?: string;
}

const PLAIN_NAMES = new Set(['value', 'display', 'type', '$ref', 'primary']);

/**
 * Whether a reference is as RFC 7643 section 2.4 writes it: then it is read as it stands. A million
 * of them take seconds otherwise, as each stands in the user as well as in the group.
 */
function isPlain(element: unknown): element is PlainReference {
  if (typeof element !== 'object' || element === null) return false;
  for (const name in element) if (!PLAIN_NAMES.has(name)) return false;
  return (
    'value' in element &&
    typeof element.value === 'string' &&
    element.value !== '' &&
    isTextOrAbsent('type' in element ? element.type : undefined) &&
    isTextOrAbsent('$ref' in element ? element.$ref : undefined)
  );
}

function isTextOrAbsent(value: unknown): boolean {
  return value === undefined || typeof value === 'string';
}

function isIndirect({ type }: Pick<PlainReference, 'type'>): boolean {
  return type?.toLowerCase() === 'indirect';
}

function isBare(element: unknown): boolean {
  return element !== null && typeof element !== 'object';
}

function missingId(context: z.RefinementCtx): never {
  context.addIssue({ code: 'custom', message: 'expected an id' });
  return z.NEVER;
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

/** Elements of one list that are no references. */
interface Unreadable {
  what: string;
  elements: unknown[];
  schema: z.ZodType;
}

/**
 * The members of all groups, kept until users and groups are known. As there are far more
 * memberships than members, each member is held once.
 */
export class Memberships {
  private readonly membersByGroup = new Map<string, Member[]>();
  /** Users by id, and all other members by type and id. */
  private readonly users = new Map<string, Member>();
  private readonly pool = new Map<string, Member>();
  private readonly told = new Set<string>();
  /** What could not be read, to be reported where these memberships are used. */
  readonly unreadable: Unreadable[] = [];

  /**
   * Adds a group with the `members` that its record holds. Absent and null tell nothing of the
   * members; an empty list tells that there are none.
   */
  addGroup(groupId: string, members: unknown): void {
    const known = this.listOf(groupId);
    if (members !== undefined && members !== null) this.told.add(groupId);
    const what = `members of group ${groupId}`;
    const others = elementsOf(members).filter((each) => {
      if (!isPlain(each)) return true;
      const type = typeOf(each.type);
      if (type === undefined && each.$ref !== undefined) return true;
      known.push(this.shared({ id: each.value, type }));
      return false;
    });
    const bare = new Set(others.filter(isBare).map(String));
    for (const member of this.read(GroupMember, others, what)) {
      const isBareValue = bare.has(member.id);
      known.push(
        this.shared({ ...member, ...(isBareValue && { isBare: true }) }),
      );
    }
  }

  /** Adds a user with the `groups` that its record holds; inherited ones are left out. */
  addUser(userId: string, groups: unknown): void {
    const what = `groups of user ${userId}`;
    const user: Member = { id: userId, type: 'User' };
    const others = elementsOf(groups).filter((each) => {
      if (!isPlain(each)) return true;
      if (!isIndirect(each)) this.addMember(each.value, user);
      return false;
    });
    for (const groupId of this.read(UserGroup, others, what)) {
      if (groupId !== undefined) this.addMember(groupId, user);
    }
  }

  /** Adds one member of a group. */
  addMember(groupId: string, member: Member): void {
    this.listOf(groupId).push(this.shared(member));
  }

  get groupIds(): readonly string[] {
    return [...this.membersByGroup.keys()];
  }

  get groups(): Iterable<[groupId: string, members: readonly Member[]]> {
    return this.membersByGroup;
  }

  /** The groups whose records said nothing of their members. */
  get untold(): readonly string[] {
    return this.groupIds.filter((id) => !this.told.has(id));
  }

  get isEmpty(): boolean {
    return this.users.size + this.pool.size === 0;
  }

  /** Whether any group is known as a member of another. */
  get hasNestedGroups(): boolean {
    return [...this.pool.values()].some(
      ({ id, type }) =>
        type === 'Group' || (type === undefined && this.membersByGroup.has(id)),
    );
  }

  membersOf(groupId: string): readonly Member[] {
    return this.membersByGroup.get(groupId) ?? [];
  }

  /** How many different members of a group are known. */
  sizeOf(groupId: string): number {
    return new Set(this.membersOf(groupId).map(({ id }) => id)).size;
  }

  private read<T>(schema: z.ZodType<T>, list: unknown, what: string): T[] {
    const readable: T[] = [];
    const others: unknown[] = [];
    for (const element of elementsOf(list)) {
      const checked = schema.safeParse(element);
      if (checked.success) readable.push(checked.data);
      else others.push(element);
    }
    if (others.length > 0) {
      this.unreadable.push({ what, elements: others, schema });
    }
    return readable;
  }

  private listOf(groupId: string): Member[] {
    const known = this.membersByGroup.get(groupId);
    if (known) return known;
    const members: Member[] = [];
    this.membersByGroup.set(groupId, members);
    return members;
  }

  private shared(member: Member): Member {
    const { type, isBare = false, id } = member;
    const isUser = type === 'User' && !isBare;
    const pool = isUser ? this.users : this.pool;
    const name = isUser ? id : `${type ?? ''} ${isBare} ${id}`;
    const known = pool.get(name);
    if (known) return known;
    pool.set(name, member);
    return member;
  }
}
