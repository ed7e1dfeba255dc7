import { appleDevices } from './appleDevices';
import { applicationGroups, applicationUsers, deviceUsers } from './bindings';
import type { JumpCloudStep } from './context';
import { deviceGroupMembers, groupMembers } from './members';
import {
  admins,
  appleMdms,
  applications,
  deviceGroups,
  devices,
  groups,
  users,
} from './objects';
import { organizations } from './organizations';

export const steps: readonly JumpCloudStep[] = [
  organizations,
  users,
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
];
