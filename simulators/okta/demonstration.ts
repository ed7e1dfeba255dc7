import { createOrganization as createPeople } from '../acme/organization';

import { createOrganization, idOf } from './organization';
import type { Organization, UserRecord } from './records';

const DAY_MS = 24 * 60 * 60 * 1000;

const APPS = [
  'Payroll',
  'Wiki',
  'Code review',
  'Support desk',
  'Travel',
  'Build server',
  'CRM',
  'Analytics',
  'Recruiting',
  'Expenses',
];

const GROUPS = ['Finance', 'Engineering', 'Support', 'Sales', 'Contractors'];

/**
 * An organization to look at: people with names, who have signed in lately, and some things that
 * should not be so. The same day gives the same organization.
 *
 * @param now the last day of its life, so that "lately" is true whenever it is shown
 */
export function createDemonstration(now: Date): Organization {
  const organization = createOrganization({
    users: 250,
    groups: 40,
    apps: 12,
    devices: 60,
  });
  const names = createPeople({ users: 250, groups: 1 }).users;
  organization.users.forEach((user, index) => {
    const { name } = names[index] ?? {};
    live(user, index, now);
    Object.assign(user.profile, {
      firstName: name?.givenName ?? user.profile.firstName,
      lastName: name?.familyName ?? user.profile.lastName,
    });
  });
  for (const [index, app] of organization.apps.entries()) {
    if (index >= 2) app.label = APPS[index - 2] ?? app.label;
  }
  for (const [index, group] of organization.groups.entries()) {
    if (index === 0 || index % 3 === 2) continue;
    const name = GROUPS[index % GROUPS.length] ?? '';
    group.profile.name = index < GROUPS.length ? name : `${name} ${index}`;
  }
  appoint(organization);
  return organization;
}

/** Most signed in within the last two months, one in 25 not for half a year, and one in 60 never. */
function live(user: UserRecord, index: number, now: Date): void {
  const daysAgo = (days: number) =>
    new Date(now.getTime() - days * DAY_MS).toISOString();
  const days = index % 25 === 24 ? 180 : (index * 7) % 60;
  user.lastLogin = index % 60 === 33 ? null : daysAgo(days);
  user.passwordChanged = daysAgo((index * 11) % 420);
  user.profile.userType = index % 15 === 7 ? 'Contractor' : 'Employee';
}

/** Seven people may do everything, one of them a contractor, and one app as well. */
function appoint(organization: Organization): void {
  const [superAdmin] = organization.userRoles.get(idOf('00u', 0)) ?? [];
  if (!superAdmin) return;
  for (const index of [0, 7, 14, 21, 28, 35, 42]) {
    const id = idOf('00u', index);
    organization.userRoles.set(id, [
      { ...superAdmin, id: `ra1${id.slice(3)}` },
    ]);
  }
  const [appId, roles = []] = [...organization.clientRoles][0] ?? [];
  if (appId === undefined) return;
  organization.clientRoles.set(appId, [
    ...roles,
    { ...superAdmin, id: 'IFIFAX2BIRGUSTR', assignmentType: 'CLIENT' },
  ]);
}
