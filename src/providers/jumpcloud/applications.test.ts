import { toEntity } from '../../graph/entities';

import { Application, APPLICATION } from './applications';

const ID = '60aa11bb22cc33dd44ee55ff';

test('application without its settings', () => {
  const application = toEntity(
    APPLICATION,
    Application.parse({
      _id: ID,
      name: 'aws',
      displayName: 'Amazon Web Services',
      displayLabel: '',
      active: true,
      color: null,
      ssoUrl: 'https://sso.jumpcloud.com/saml2/aws',
      config: { idpPrivateKey: { value: 'canary' } },
      sso: { type: 'saml', idpPrivateKey: 'canary' },
    }),
  );

  expect(application).toMatchObject({
    _key: ID,
    _type: 'jumpcloud_application',
    _class: ['Application'],
    name: 'Amazon Web Services',
    shortName: 'aws',
    active: true,
    isSAMLApp: true,
    loginUrl: 'https://sso.jumpcloud.com/saml2/aws',
  });
  expect(JSON.stringify(application)).not.toContain('canary');
});
