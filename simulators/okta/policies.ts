import type {
  GroupRecord,
  PolicyRecord,
  PolicyRuleRecord,
  UserRecord,
} from './records';

const DATES = {
  created: '2023-05-01T08:00:00.000Z',
  lastUpdated: '2026-02-01T10:00:00.000Z',
};

/** The id of a group that was deleted: rules go on naming it. */
const DELETED_GROUP = '00g00000000000099999';

type Body = Record<string, unknown>;

/** Names of people: who is not there is left out. */
function ids(...each: ({ id: string } | undefined)[]): string[] {
  return each.flatMap((one) => (one ? [one.id] : []));
}

/** The policies of an org on Identity Engine, with rules of every kind. */
export function createPolicies(
  groups: readonly GroupRecord[],
  users: readonly UserRecord[],
): PolicyRecord[] {
  const forGroups = (...each: (GroupRecord | undefined)[]) => ({
    people: { groups: { include: ids(...each) } },
  });
  return [
    ...accessPolicies(groups, users),
    policy('00p', 0, 'OKTA_SIGN_ON', {
      name: 'Contractors',
      priority: 1,
      conditions: forGroups(groups[1], groups[2]),
      rules: [
        sessionRule(
          0,
          { requireFactor: true, factorPromptMode: 'ALWAYS' },
          480,
        ),
      ],
    }),
    policy('00p', 1, 'OKTA_SIGN_ON', {
      name: 'Default Policy',
      priority: 2,
      system: true,
      conditions: forGroups(groups[0]),
      rules: [
        sessionRule(
          1,
          { requireFactor: true, factorPromptMode: 'DEVICE' },
          1440,
        ),
        { ...sessionRule(2, { requireFactor: false }, 720), system: true },
      ],
    }),
    policy('00p', 2, 'MFA_ENROLL', {
      name: 'Default Policy',
      system: true,
      conditions: forGroups(groups[0]),
      settings: {
        type: 'AUTHENTICATORS',
        authenticators: [
          enrollable('okta_email', 'REQUIRED'),
          enrollable('okta_verify', 'OPTIONAL'),
          enrollable('webauthn', 'OPTIONAL'),
          enrollable('duo', 'NOT_ALLOWED'),
        ],
      },
      rules: [
        {
          ...ruleOf(3, 'MFA_ENROLL', { name: 'Default Rule', system: true }),
          actions: { enroll: { self: 'LOGIN' } },
        },
      ],
    }),
    policy('00p', 3, 'PASSWORD', {
      name: 'Default Policy',
      system: true,
      conditions: {
        ...forGroups(groups[0]),
        authProvider: { provider: 'OKTA', include: null },
      },
      settings: passwordSettings(),
      rules: [
        {
          ...ruleOf(4, 'PASSWORD', { name: 'Default Rule', system: true }),
          actions: {
            passwordChange: { access: 'ALLOW' },
            selfServicePasswordReset: { access: 'ALLOW' },
            selfServiceUnlock: { access: 'DENY' },
          },
        },
      ],
    }),
  ];
}

/** Of access policies: any two factors, people, chains, enrollment, and one that is not understood. */
function accessPolicies(
  groups: readonly GroupRecord[],
  users: readonly UserRecord[],
): PolicyRecord[] {
  return [
    policy('rst', 0, 'ACCESS_POLICY', {
      name: 'Any two factors',
      system: true,
      rules: [catchAll(10, allow('2FA'))],
    }),
    policy('rst', 1, 'ACCESS_POLICY', {
      name: 'Finance',
      rules: [
        {
          ...accessRule(11, 0, allow('2FA', [PHISHING_RESISTANT])),
          conditions: {
            people: {
              users: { include: ids(users[1]), exclude: ids(users[2]) },
              groups: { include: ids(groups[1], groups[2]) },
            },
            network: { connection: 'ANYWHERE' },
            riskScore: { level: 'ANY' },
            userType: { include: [], exclude: [] },
          },
        },
        {
          ...accessRule(12, 1, DENY),
          conditions: {
            people: {
              users: { include: ids(users[3]) },
              groups: {
                include: [...ids(groups[4], groups[5]), DELETED_GROUP],
              },
            },
            network: { connection: 'ZONE', include: ['nzo1example000000zon'] },
          },
        },
        catchAll(13, allow('1FA')),
      ],
    }),
    policy('rst', 2, 'ACCESS_POLICY', {
      name: 'Passkeys',
      rules: [accessRule(14, 0, PASSKEY_CHAIN), catchAll(15, DENY)],
    }),
    policy('rst', 3, 'ACCESS_POLICY', {
      name: 'Okta account management',
      resourceType: 'END_USER_ACCOUNT_MANAGEMENT',
      rules: [catchAll(16, allow('2FA'))],
    }),
    policy('rst', 4, 'ACCESS_POLICY', {
      name: 'Something new',
      rules: [
        {
          ...accessRule(17, 0, allow('2FA')),
          conditions: {
            device: { registered: true, managed: false },
            elCondition: { condition: 'user.department == "Engineering"' },
            newCondition: { include: ['something'] },
          },
        },
        catchAll(18, allow('2FA')),
      ],
    }),
  ];
}

function policy(
  prefix: string,
  index: number,
  type: PolicyRecord['type'],
  more: Partial<PolicyRecord> & Pick<PolicyRecord, 'name' | 'rules'>,
): PolicyRecord {
  return {
    id: prefix + String(index).padStart(17, '0'),
    type,
    status: 'ACTIVE',
    description: null,
    priority: 1,
    system: false,
    conditions: null,
    ...DATES,
    ...more,
  };
}

function ruleOf(
  index: number,
  type: string,
  more: Body,
): Omit<PolicyRuleRecord, 'actions'> {
  return {
    id: `rul${String(index).padStart(17, '0')}`,
    type,
    name: `Rule ${index}`,
    status: 'ACTIVE',
    priority: 1,
    system: false,
    conditions: null,
    ...DATES,
    ...more,
  };
}

function accessRule(
  index: number,
  priority: number,
  appSignOn: Body,
): PolicyRuleRecord {
  return {
    ...ruleOf(index, 'ACCESS_POLICY', { priority }),
    actions: { appSignOn },
  };
}

function catchAll(index: number, appSignOn: Body): PolicyRuleRecord {
  return {
    ...accessRule(index, 99, appSignOn),
    name: 'Catch-all Rule',
    system: true,
  };
}

const PHISHING_RESISTANT = {
  possession: { required: true, phishingResistant: 'REQUIRED' },
};

function allow(factorMode: string, constraints?: Body[]): Body {
  return {
    access: 'ALLOW',
    verificationMethod: {
      type: 'ASSURANCE',
      factorMode,
      reauthenticateIn: 'PT12H',
      ...(constraints && { constraints }),
    },
  };
}

/** It tells how to verify, too, which means nothing. */
const DENY: Body = { ...allow('2FA'), access: 'DENY' };

const PASSKEY_CHAIN: Body = {
  access: 'ALLOW',
  verificationMethod: {
    type: 'AUTH_METHOD_CHAIN',
    chains: [
      {
        authenticationMethods: [
          {
            key: 'webauthn',
            method: 'webauthn',
            userVerification: 'REQUIRED',
          },
        ],
        reauthenticateIn: 'PT43800H',
      },
      {
        authenticationMethods: [{ key: 'okta_password', method: 'password' }],
        reauthenticateIn: 'PT43800H',
        next: [
          { authenticationMethods: [{ key: 'webauthn', method: 'webauthn' }] },
        ],
      },
    ],
  },
};

function sessionRule(
  index: number,
  signon: Body,
  maxSessionLifetimeMinutes: number,
): PolicyRuleRecord {
  return {
    ...ruleOf(index, 'SIGN_ON', {
      conditions: {
        people: { users: { exclude: [] } },
        network: { connection: 'ANYWHERE' },
        authContext: { authType: 'ANY' },
        risk: { behaviors: [] },
        riskScore: { level: 'ANY' },
        identityProvider: { provider: 'ANY' },
      },
    }),
    actions: {
      signon: {
        access: 'ALLOW',
        primaryFactor: 'PASSWORD_IDP_ANY_FACTOR',
        rememberDeviceByDefault: false,
        ...signon,
        session: {
          usePersistentCookie: false,
          maxSessionIdleMinutes: 120,
          maxSessionLifetimeMinutes,
        },
      },
    },
  };
}

function enrollable(key: string, self: string): Body {
  return { key, enroll: { self } };
}

function passwordSettings(): Body {
  return {
    password: {
      complexity: {
        minLength: 12,
        minLowerCase: 1,
        minUpperCase: 1,
        minNumber: 1,
        minSymbol: 0,
        excludeUsername: true,
        dictionary: { common: { exclude: true } },
        excludeAttributes: [],
      },
      age: {
        maxAgeDays: 0,
        expireWarnDays: 0,
        minAgeMinutes: 0,
        historyCount: 4,
      },
      lockout: {
        maxAttempts: 10,
        autoUnlockMinutes: 0,
        userLockoutNotificationChannels: [],
        showLockoutFailures: false,
      },
    },
    delegation: { options: { skipUnlock: false } },
  };
}
