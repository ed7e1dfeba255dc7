import { UserError } from '../userError';

/** Where to upload to, as options say it. */
export interface UploadOptions {
  instance?: string;
  source: string;
  apiBaseUrl?: string;
}

/** Where to upload to. The key stays in the environment. */
export interface UploadSettings {
  instanceId: string;
  source: string;
  apiBaseUrl: string;
}

const API_BASE_URL = 'https://api.us.jupiterone.io';

/**
 * Where to upload to, by options and environment variables.
 *
 * @throws UserError that names all that is missing
 */
export function readUploadSettings(
  { instance, source, apiBaseUrl }: UploadOptions,
  environment: NodeJS.ProcessEnv,
): UploadSettings {
  const instanceId = instance ?? environment.JUPITERONE_INSTANCE_ID;
  const missing = [
    !instanceId && 'JUPITERONE_INSTANCE_ID (or --instance)',
    !environment.JUPITERONE_ACCOUNT && 'JUPITERONE_ACCOUNT',
    !environment.JUPITERONE_API_KEY && 'JUPITERONE_API_KEY',
  ].filter((name) => name !== false);
  if (!instanceId || missing.length > 0) {
    throw new UserError(
      `Nothing was collected or uploaded. Set ${missing.join(', ')} in .env or in the environment: npm run upload -- --help says where to find ${missing.length > 1 ? 'them' : 'it'}.`,
    );
  }
  return { instanceId, source, apiBaseUrl: apiBaseUrl ?? API_BASE_URL };
}
