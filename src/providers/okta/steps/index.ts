import { account } from './account';
import { applicationSteps } from './applications';
import { devices } from './devices';
import { groupSteps } from './groups';
import { roleSteps } from './roles';
import { rules } from './rules';
import type { Step } from './step';
import { userSteps } from './users';

export const steps: readonly Step[] = [
  account,
  ...userSteps,
  ...groupSteps,
  ...applicationSteps,
  ...roleSteps,
  rules,
  devices,
];
