import { text } from '../../graph/properties';

/** A role in a team: a standard one, or the id of a custom one. */
export interface TeamRole {
  standardTeamRole?: string;
  customTeamRoleId?: string;
}

/** A custom role, where one field holds either kind. */
const ROLE_ID = /^\d+$/;

/** The role in a field that holds either kind, as the older API and service accounts have it. */
export function teamRoleOf(role: string | undefined): TeamRole {
  return ROLE_ID.test(role ?? '')
    ? { customTeamRoleId: role }
    : { standardTeamRole: role };
}

/** Names of the standard roles in Sysdig's own pages. */
const ROLE_NAMES = new Map([
  ['ROLE_TEAM_READ', 'View Only'],
  ['ROLE_TEAM_SERVICE_MANAGER', 'Service Manager'],
  ['ROLE_TEAM_STANDARD', 'Standard User'],
  ['ROLE_TEAM_EDIT', 'Advanced User'],
  ['ROLE_TEAM_MANAGER', 'Team Manager'],
]);

/** `role` is the standard role, or the id of the custom role in its place. */
export function roleProperties({
  standardTeamRole: role,
  customTeamRoleId: customRoleId,
}: TeamRole) {
  return {
    role: text(role) ?? customRoleId,
    roleName: ROLE_NAMES.get(role ?? ''),
    customRoleId,
  };
}
