import type { Graph } from '../support/storedGraph';

import type { Directory } from './directory';

export const USER_TYPES = ['acme_account_has_user', 'acme_user'];
export const GROUP_TYPES = ['acme_account_has_group', 'acme_group'];
export const MEMBERSHIP_TYPES = ['acme_group_has_group', 'acme_group_has_user'];

/** What the objects of each type are about: names, or pairs of names. */
export type Picture = ReadonlyMap<string, readonly string[]>;

/** Where a graph is not what the directory is. */
export interface Gap {
  type: string;
  collected: number;
  existing: number;
  /** One name of those that are missing, and one of those that do not exist. */
  missing?: string;
  invented?: string;
}

/** What a complete graph of a directory shows. No server has groups within groups. */
export function truthOf({ userNames, groups }: Directory): Picture {
  const groupNames = groups.map(({ name }) => name);
  const memberships = groups.flatMap(({ name, members }) =>
    members.map((member) => `${member} in ${name}`),
  );
  return new Map([
    ['acme_user', userNames],
    ['acme_account_has_user', userNames],
    ['acme_group', groupNames],
    ['acme_account_has_group', groupNames],
    ['acme_group_has_user', memberships],
    ['acme_group_has_group', []],
  ]);
}

/** What a graph shows. Ids differ from run to run, so that names stand for keys. */
export function pictureOf({ entities, relationships }: Graph): Picture {
  const names = new Map(
    entities.map(({ _key, username, displayName }) => [
      _key,
      String(username ?? displayName),
    ]),
  );
  const nameOf = (key = '') => names.get(key) ?? `an unknown ${key}`;
  const picture = new Map<string, string[]>();
  const add = (type: string, name: string) => {
    const known = picture.get(type);
    if (known) known.push(name);
    else picture.set(type, [name]);
  };
  for (const { _type, _key } of entities) add(_type, nameOf(_key));
  for (const { _type, _fromEntityKey, _toEntityKey } of relationships) {
    const isMembership = MEMBERSHIP_TYPES.includes(_type);
    const place = isMembership ? ` in ${nameOf(_fromEntityKey)}` : '';
    add(_type, nameOf(_toEntityKey) + place);
  }
  return picture;
}

/** Where a picture is not the truth, whether or not anybody was told. */
export function gapsOf(picture: Picture, truth: Picture): Gap[] {
  const types = [...new Set([...picture.keys(), ...truth.keys()])];
  return types
    .filter((type) => type !== 'acme_account')
    .map((type) =>
      compare(type, picture.get(type) ?? [], truth.get(type) ?? []),
    )
    .filter((gap) => gap !== undefined);
}

function compare(
  type: string,
  collected: readonly string[],
  existing: readonly string[],
): Gap | undefined {
  const [missing] = without(existing, collected);
  const [invented] = without(collected, existing);
  const isWhole =
    missing === undefined &&
    invented === undefined &&
    collected.length === existing.length;
  return isWhole
    ? undefined
    : {
        type,
        collected: collected.length,
        existing: existing.length,
        missing,
        invented,
      };
}

function without(
  names: readonly string[],
  excluded: readonly string[],
): string[] {
  const set = new Set(excluded);
  return names.filter((name) => !set.has(name));
}
