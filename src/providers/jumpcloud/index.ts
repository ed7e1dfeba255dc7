import { register } from '../../collect/provider';

import { JumpCloudClient } from './client';
import { configFields, parseConfig } from './config';
import { ingestionSources } from './model';
import { steps } from './steps';

/** JumpCloud: users, groups, applications, devices and administrators, in every region. */
export const jumpcloud = register({
  id: 'jumpcloud',
  name: 'JumpCloud',
  configFields,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new JumpCloudClient(settings, context),
  verify: (client) => client.verify(),
  steps,
});
