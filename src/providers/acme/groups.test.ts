import { getRawData } from '@jupiterone/integration-sdk-core';

import {
  createOrganization,
  PII_MARKERS,
} from '../../../simulators/acme/organization';
import { toEntity } from '../../graph/entities';

import { GROUP, ScimGroup } from './groups';
import { ScimUser, USER } from './users';

function entityOf(record: unknown) {
  return toEntity(GROUP, ScimGroup.parse(record));
}

function groupOf(attributes: object) {
  return entityOf({ id: 'e9e30dba', ...attributes });
}

test('a group without members differs from one whose members are left out', () => {
  expect(ScimGroup.parse({ id: 1, MEMBERS: [] })).toEqual({
    id: '1',
    members: [],
  });
  expect(ScimGroup.parse({ id: 1, members: null }).members).toBeNull();
  expect(ScimGroup.parse({ id: 1 }).members).toBeUndefined();
});

describe('a group', () => {
  test('has all that SCIM tells of it', () => {
    const entity = groupOf({
      externalId: 'g-1',
      displayName: 'Tour Guides',
      members: [{ value: '2819c223', display: PII_MARKERS.im }],
      meta: {
        created: '2010-01-23T04:56:22Z',
        lastModified: '2011-05-13T04:42:34Z',
      },
    });

    expect(entity).toMatchObject({
      _key: 'acme_group:e9e30dba',
      _type: 'acme_group',
      _class: ['UserGroup'],
      id: 'e9e30dba',
      name: 'Tour Guides',
      displayName: 'Tour Guides',
      externalId: 'g-1',
      createdOn: Date.UTC(2010, 0, 23, 4, 56, 22),
      updatedOn: Date.UTC(2011, 4, 13, 4, 42, 34),
    });
    expect(getRawData(entity)).toEqual({
      id: 'e9e30dba',
      externalId: 'g-1',
      displayName: 'Tour Guides',
    });
    expectNoPersonalData(entity);
  });

  test('without a name is named by its id', () => {
    expect(groupOf({ displayName: null })).toMatchObject({
      name: 'e9e30dba',
      displayName: 'e9e30dba',
    });
  });
});

test('a user and a group with the same id are two entities', () => {
  const user = toEntity(USER, { user: ScimUser.parse({ id: 7 }) });
  const group = entityOf({ id: '7' });

  expect(user._key).toBe('acme_user:7');
  expect(group._key).toBe('acme_group:7');
});

test('no group of an organization has personal data in the graph', () => {
  const entities = createOrganization().groups.map(entityOf);

  expect(entities.length).toBeGreaterThan(0);
  entities.forEach(expectNoPersonalData);
});

function expectNoPersonalData(entity: object): void {
  const written = JSON.stringify(entity);
  for (const marker of Object.values(PII_MARKERS)) {
    expect(written).not.toContain(marker);
  }
}
