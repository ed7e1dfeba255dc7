import { register } from '../../collect/provider';

import { SysdigClient } from './client';
import { configFields, parseConfig } from './config';
import { ingestionSources } from './model';
import { steps } from './steps';

/** Sysdig Secure and Monitor: its platform, vulnerability management and older product APIs. */
export const sysdig = register({
  id: 'sysdig',
  name: 'Sysdig',
  configFields,
  ingestionSources,
  parseConfig,
  createClient: (settings, context) => new SysdigClient(settings, context),
  verify: (client) => client.verify(),
  steps,
});
