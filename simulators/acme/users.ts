import { CULTURES, type Culture } from './names';
import type { Random } from './random';
import {
  ENTERPRISE_URN,
  USER_URN,
  type Address,
  type Enterprise,
  type MultiValue,
  type ScimUser,
} from './records';

/**
 * Marker strings planted in the attributes that must never reach the graph.
 * A test looks for each of them in everything the connector wrote.
 */
export const PII_MARKERS = {
  phoneNumber: '+1-555-0142-PIIMARKER-PHONE',
  streetAddress: '17 PIIMARKER-ADDRESS Lane',
  photo: 'https://photos.acme.example/PIIMARKER-PHOTO.jpg',
  im: 'PIIMARKER-IM',
  /** Base64, because SCIM certificates are binary: "PIIMARKER-CERT" twelve times. */
  x509Certificate: Buffer.from('PIIMARKER-CERT'.repeat(12)).toString('base64'),
  /** Never returned by a sane server; oddServer can be told to return it. */
  password: 'PIIMARKER-PASSWORD',
} as const;

/** Departments and the ladder of titles in each, most junior first. */
export const DEPARTMENTS = [
  {
    name: 'Engineering',
    division: 'Technology',
    titles: ['Software Engineer', 'Staff Engineer', 'Engineering Manager'],
  },
  {
    name: 'Security',
    division: 'Technology',
    titles: ['Security Analyst', 'Detection Engineer', 'Head of Security'],
  },
  {
    name: 'Data & Analytics',
    division: 'Technology',
    titles: ['Data Analyst', 'Data Scientist', 'Head of Data'],
  },
  {
    name: 'Forschung & Entwicklung',
    division: 'Technology',
    titles: ['Forscherin', 'Laborleiter', 'Bereichsleitung F&E'],
  },
  {
    name: 'Sales',
    division: 'Business',
    titles: ['Account Executive', 'Sales Engineer', 'Regional Director'],
  },
  {
    name: 'Customer Success',
    division: 'Business',
    titles: ['Support Specialist', 'Success Manager', 'VP Customers'],
  },
  {
    name: 'Marketing',
    division: 'Business',
    titles: ['Copywriter', 'Campaign Manager', 'Marketing Director'],
  },
  {
    name: 'Finance',
    division: 'Business',
    titles: ['Accountant', 'Controller', 'Treasurer'],
  },
  {
    name: 'People',
    division: 'Business',
    titles: ['Recruiter', 'HR Partner', 'Chief People Officer'],
  },
  {
    name: 'Legal',
    division: 'Business',
    titles: ['Paralegal', 'Counsel', 'General Counsel'],
  },
] as const satisfies readonly [Department, ...Department[]];

/** A department: its name, the division it belongs to, and its titles. */
export interface Department {
  name: string;
  division: string;
  titles: readonly [string, string, string];
}

const DAY = 24 * 60 * 60 * 1000;
const FOUNDED = Date.UTC(2014, 2, 3, 8);

/** Two moments between the founding and the end of 2025, in order, as ISO 8601. */
export function lifetime(random: Random): {
  created: string;
  lastModified: string;
} {
  const created = FOUNDED + random.below(3500) * DAY + random.below(DAY);
  const lastModified = created + random.below(800) * DAY;
  return {
    created: new Date(created).toISOString(),
    lastModified: new Date(lastModified).toISOString(),
  };
}

/**
 * The people and service accounts of an organization. Peculiarities come at
 * fixed distances, so that every organization of some size has all of them:
 * inactive users, users without e-mail address, several addresses, and so on.
 */
export function createUsers(count: number, random: Random): ScimUser[] {
  const heads = new Map<string, ScimUser>();
  const users: ScimUser[] = [];
  for (let index = 0; index < count; index += 1) {
    users.push(
      isServiceAccount(index)
        ? createServiceAccount(index, random)
        : createPerson(index, random, users, heads),
    );
  }
  return users;
}

function isServiceAccount(index: number): boolean {
  return index % 25 === 24;
}

function hasMailbox(index: number): boolean {
  return index % 17 !== 5;
}

function createServiceAccount(index: number, random: Random): ScimUser {
  return {
    schemas: [USER_URN],
    id: random.uuid(),
    userName: `svc-deploy-${index}`,
    displayName: `Deployment robot ${index}`,
    userType: 'Service',
    active: true,
    entitlements: [{ value: 'deploy', type: 'api' }],
    meta: { resourceType: 'User', ...lifetime(random) },
  };
}

function createPerson(
  index: number,
  random: Random,
  colleagues: readonly ScimUser[],
  heads: Map<string, ScimUser>,
): ScimUser {
  const culture = random.pick(CULTURES);
  const [givenName, givenLatin] = random.pick(culture.given);
  const [familyName, familyLatin] = random.pick(culture.family);
  const displayName = culture.familyNameFirst
    ? `${familyName} ${givenName}`
    : `${givenName} ${familyName}`;
  const department = random.pick<Department>(DEPARTMENTS);
  const boss = heads.get(department.name) ?? colleagues[0];
  const login = `${givenLatin}.${familyLatin}${index}`;

  const person: ScimUser = {
    schemas: [USER_URN, ENTERPRISE_URN],
    id: random.uuid(),
    userName: hasMailbox(index)
      ? `${login}@acme.example`
      : `k${String(index).padStart(6, '0')}`,
    name: { formatted: displayName, familyName, givenName },
    displayName,
    userType: userTypeOf(index),
    preferredLanguage: culture.locale,
    locale: culture.locale,
    timezone: culture.timezone,
    active: index % 12 !== 7,
    meta: { resourceType: 'User', ...lifetime(random) },
    [ENTERPRISE_URN]: enterprise(index, department, boss),
  };
  person.title = heads.has(department.name)
    ? random.pick([department.titles[0], department.titles[1]])
    : department.titles[2];
  if (index % 4 !== 3)
    person.externalId = `HR-${String(index).padStart(6, '0')}`;
  if (index % 10 === 6) person.nickName = givenName;
  if (hasMailbox(index)) person.emails = emailsOf(index, login);
  addRights(person, index);
  addPersonalData(person, index, culture);

  if (!heads.has(department.name)) heads.set(department.name, person);
  return person;
}

function userTypeOf(index: number): string {
  if (index % 14 === 9) return 'Contractor';
  return index % 20 === 11 ? 'Intern' : 'Employee';
}

/** One work address mostly; otherwise the mixtures that real directories have. */
function emailsOf(index: number, login: string): MultiValue[] {
  const work = `${login}@acme.example`;
  const home = `${login}@home.example`;
  if (index % 11 === 3) {
    return [{ value: work.toUpperCase(), type: 'work', primary: true }];
  }
  if (index % 7 === 2) return [{ value: work }];
  if (index % 9 !== 4) return [{ value: work, type: 'work', primary: true }];
  return severalEmails(Math.floor(index / 9) % 3, work, home);
}

function severalEmails(
  variant: number,
  work: string,
  home: string,
): MultiValue[] {
  if (variant === 0) {
    return [
      { value: home, type: 'home' },
      { value: work, type: 'work', primary: true },
    ];
  }
  if (variant === 1) {
    return [
      { value: work, type: 'work', primary: false },
      { value: home, type: 'home', primary: true },
    ];
  }
  return [
    { value: home, type: 'home' },
    { value: work, type: 'work' },
  ];
}

function enterprise(
  index: number,
  department: Department,
  boss: ScimUser | undefined,
): Enterprise {
  return {
    employeeNumber: String(10_000 + index),
    costCenter: `CC-${department.name.slice(0, 3).toUpperCase()}-${100 + (index % 7)}`,
    organization: 'Acme Corporation',
    division: department.division,
    department: department.name,
    ...(boss && {
      manager: {
        value: boss.id,
        $ref: `../Users/${boss.id}`,
        displayName: boss.displayName,
      },
    }),
  };
}

function addRights(user: ScimUser, index: number): void {
  if (index % 6 === 0) {
    user.entitlements = [
      { value: 'vpn', display: 'Remote access', type: 'network' },
      { value: 'crm-read', type: 'application' },
    ];
  }
  if (index % 30 === 0) {
    user.roles = [
      { value: 'admin', display: 'Administrator', primary: true },
      { value: 'auditor' },
    ];
  }
}

function addPersonalData(
  user: ScimUser,
  index: number,
  culture: Culture,
): void {
  if (index % 3 === 1) {
    user.phoneNumbers = [{ value: PII_MARKERS.phoneNumber, type: 'mobile' }];
    user.addresses = [addressIn(culture)];
  }
  if (index % 5 === 1) {
    user.photos = [{ value: PII_MARKERS.photo, type: 'photo' }];
    user.ims = [{ value: PII_MARKERS.im, type: 'xmpp' }];
  }
  if (index % 13 === 1) {
    user.x509Certificates = [{ value: PII_MARKERS.x509Certificate }];
  }
}

function addressIn({ city, country }: Culture): Address {
  return {
    formatted: `${PII_MARKERS.streetAddress}, ${city}`,
    streetAddress: PII_MARKERS.streetAddress,
    locality: city,
    country,
    type: 'home',
  };
}
