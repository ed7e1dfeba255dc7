import type { NameProperty, Properties, Property } from '../../graph/entities';
import { email, link, personName, text, texts } from '../../graph/properties';

/** A user, as far as the profile and the addresses go. */
interface Source {
  user: {
    id: string;
    profile: Readonly<Record<string, unknown>>;
    credentials?: {
      emails?: readonly { value?: string; status?: string }[];
    };
  };
}

/** Okta's base attributes, as they are; without phone numbers and postal addresses. */
const BASE_ATTRIBUTES = {
  middleName: 'Middle name',
  nickName: 'Nickname',
  honorificPrefix: 'Title before the name',
  honorificSuffix: 'Title behind the name',
  title: 'Job title',
  userType: 'Kind of employment, as the profile has it',
  organization: 'Organization',
  division: 'Division',
  department: 'Department',
  costCenter: 'Cost center',
  employeeNumber: 'Employee number',
  managerId: "Okta's id or login of the manager, as the profile has it",
  countryCode: 'Country',
  locale: 'Locale',
  timezone: 'Time zone',
  preferredLanguage: 'Preferred language',
};

const baseProperties = Object.fromEntries(
  Object.entries(BASE_ATTRIBUTES).map(
    ([name, description]): [string, Property<Source>] => [
      name,
      [description, ({ user }) => text(user.profile[name])],
    ],
  ),
);

/** What the profile of a user tells: names, addresses, and Okta's base attributes. */
export const profileProperties: Properties<Source> & {
  name: NameProperty<Source>;
} = {
  ...baseProperties,
  manager: [
    'Name of the manager, where the profile has a name there',
    ({ user }) => personName(user.profile.manager),
  ],
  name: ['First and last name, else the display name, else the login', nameOf],
  displayName: ['The login', ({ user }) => loginOf(user)],
  login: ['The login', ({ user }) => loginOf(user)],
  username: [
    'What stands before `@` in the login',
    ({ user }) => loginOf(user).split('@')[0] || loginOf(user),
  ],
  email: [
    'E-mail address in lower case',
    ({ user }) => email(user.profile.email),
  ],
  secondEmail: [
    'Second e-mail address in lower case',
    ({ user }) => email(user.profile.secondEmail),
  ],
  profileUrl: ['Page of the user', ({ user }) => link(user.profile.profileUrl)],
  firstName: ['First name', ({ user }) => text(user.profile.firstName)],
  lastName: ['Last name', ({ user }) => text(user.profile.lastName)],
  employeeType: [
    'Kind of employment',
    ({ user }) => text(user.profile.userType),
  ],
  verifiedEmails: [
    'Addresses that were verified',
    ({ user }) => emailsOf(user, (status) => status === 'VERIFIED'),
  ],
  unverifiedEmails: [
    'Addresses that were not',
    ({ user }) => emailsOf(user, (status) => !!status && status !== 'VERIFIED'),
  ],
};

function loginOf({ id, profile }: Source['user']): string {
  return text(profile.login) ?? id;
}

function nameOf({ user }: Source): string {
  const { firstName, lastName, displayName } = user.profile;
  const names = [text(firstName), text(lastName)].filter(Boolean);
  return text(names.join(' ')) ?? text(displayName) ?? loginOf(user);
}

function emailsOf(
  { credentials }: Source['user'],
  isWanted: (status: string | undefined) => boolean,
): string[] | undefined {
  const emails = credentials?.emails ?? [];
  return texts(
    emails
      .filter(({ status }) => isWanted(status))
      .map(({ value }) => email(value)),
  );
}
