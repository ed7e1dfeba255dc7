import {
  createDirectRelationship,
  RelationshipClass,
  type StepRelationshipMetadata,
} from '@jupiterone/integration-sdk-core';

import { createRelationship } from './relationships';

const GROUP_HAS_USER: StepRelationshipMetadata = {
  _type: 'acme_group_has_user',
  _class: RelationshipClass.HAS,
  sourceType: 'acme_group',
  targetType: 'acme_user',
};

test('leads from one entity to another, by their keys', () => {
  expect(
    createRelationship(GROUP_HAS_USER, 'acme_group:1', 'acme_user:2'),
  ).toEqual({
    _key: 'acme_group:1|has|acme_user:2',
    _type: 'acme_group_has_user',
    _class: 'HAS',
    _fromEntityKey: 'acme_group:1',
    _toEntityKey: 'acme_user:2',
    displayName: 'HAS',
  });
});

test.each([{}, { _key: 'key-of-its-own', role: 'admin', since: undefined }])(
  'is what the SDK makes of it, with %j',
  (properties) => {
    expect(
      createRelationship(GROUP_HAS_USER, 'group:1', 'user:2', properties),
    ).toStrictEqual(
      createDirectRelationship({
        _class: GROUP_HAS_USER._class,
        fromType: GROUP_HAS_USER.sourceType,
        fromKey: 'group:1',
        toType: GROUP_HAS_USER.targetType,
        toKey: 'user:2',
        properties,
      }),
    );
  },
);

test('may have properties, and a key of its own', () => {
  expect(
    createRelationship(GROUP_HAS_USER, 'acme_group:1', 'acme_user:2', {
      _key: 'acme_group:1|has|acme_user:2:admin',
      role: 'admin',
    }),
  ).toMatchObject({
    _key: 'acme_group:1|has|acme_user:2:admin',
    role: 'admin',
  });
});
