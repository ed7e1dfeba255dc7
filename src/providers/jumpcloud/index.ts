import { type IngestionSources, register } from '../../collect/provider';

import { admins, AdminsSource } from './admins';
import { applications, ApplicationsSource } from './applications';
import { applicationGroups, applicationUsers, deviceUsers } from './bindings';
import { JumpCloudClient } from './client';
import { configTable, parseConfig } from './config';
import { deviceGroups } from './deviceGroups';
import { devices, DevicesSource } from './devices';
import { groups } from './groups';
import { appleDevices, appleMdms, MdmSource } from './mdm';
import { deviceGroupMembers, groupMembers } from './members';
import { userManagers } from './managers';
import { organizations } from './organizations';
import {
  authnPolicies,
  authnPolicyApplications,
  authnPolicyGroups,
  PoliciesSource,
} from './policies';
import { users } from './users';

const ingestionSources: IngestionSources = {
  [ApplicationsSource]: {
    title: 'Applications',
    description:
      'Applications for single sign-on, with the users and groups that are assigned to them',
  },
  [DevicesSource]: {
    title: 'Devices',
    description:
      'Devices with the JumpCloud agent, device groups, and the users who may log in to each device',
  },
  [MdmSource]: {
    title: 'Apple MDM',
    description:
      'The Apple device management of the organization, and the devices under it',
  },
  [AdminsSource]: {
    title: 'Administrators',
    description:
      'Administrators of the JumpCloud console, with their roles and second factors',
  },
  [PoliciesSource]: {
    title: 'Authentication policies',
    description:
      'Conditional access: which second factor signing on demands, of whom and for which applications. 1 request for each 100 policies of each organization; the role Read Only',
  },
};

/** JumpCloud: users, groups, applications, devices and administrators, in every region. */
export const jumpcloud = register({
  id: 'jumpcloud',
  name: 'JumpCloud',
  configTable,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new JumpCloudClient(settings, context),
  verify: (client) => client.verify(),
  pace: { atOnce: 4 },
  steps: [
    organizations,
    users,
    userManagers,
    groups,
    groupMembers,
    applications,
    applicationUsers,
    applicationGroups,
    devices,
    deviceUsers,
    deviceGroups,
    deviceGroupMembers,
    appleMdms,
    appleDevices,
    admins,
    authnPolicies,
    authnPolicyGroups,
    authnPolicyApplications,
  ],
});
