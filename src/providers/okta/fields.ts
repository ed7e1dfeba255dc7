import type { Property } from '../../graph/entities';
import { link, text, time } from '../../graph/properties';

import type { Org } from './client';

/** The key of the account: an org is known by its host. */
export function accountKey({ host }: Org): string {
  return `okta_account_${host}`;
}

/** A page of the admin console. */
export function adminLink({ adminUrl }: Org, path: string): string | undefined {
  return adminUrl && link(adminUrl + path);
}

/** A status as the graph has it: in lower case. */
export function statusOf(status: unknown): string | undefined {
  return text(status)?.toLowerCase();
}

/** Unknown where there is no status. */
export function isStatus(status: unknown, wanted: string): boolean | undefined {
  const given = text(status);
  return given === undefined ? undefined : given === wanted;
}

export function isActive(status: unknown): boolean | undefined {
  return isStatus(status, 'ACTIVE');
}

/**
 * A time under Okta's name for it, and under JupiterOne's, which ends in `On`.
 *
 * @param description such as `When the user was created`
 */
export function bothSpellings<Name extends string, Source>(
  name: Name,
  description: string,
  read: (source: Source) => unknown,
): Record<Name | `${Name}On`, Property<Source>> {
  const property: Property<Source> = [
    description,
    (source) => time(read(source)),
  ];
  return { [name]: property, [`${name}On`]: property } as Record<
    Name | `${Name}On`,
    Property<Source>
  >;
}

interface Dated {
  created?: string;
  lastUpdated?: string;
}

/**
 * When an object was created and changed, in all spellings.
 *
 * @param what the object, such as `the user`
 */
export function createdAndUpdated<Source>(
  what: string,
  read: (source: Source) => Dated,
) {
  const lastUpdated = bothSpellings(
    'lastUpdated',
    `When ${what} was changed`,
    (source: Source) => read(source).lastUpdated,
  );
  return {
    ...bothSpellings(
      'created',
      `When ${what} was created`,
      (source: Source) => read(source).created,
    ),
    ...lastUpdated,
    updatedOn: lastUpdated.lastUpdatedOn,
  };
}
