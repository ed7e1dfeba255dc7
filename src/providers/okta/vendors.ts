import { text } from '../../graph/properties';

/** What the settings of a catalogue app tell of the account it leads to. */
export interface AppAccount {
  appVendorName?: string;
  /** Whether customers have one such app for each account. */
  isMultiInstanceApp?: boolean;
  appAccountType?: string;
  appAccountId?: string;
  appDomain?: string;
  githubOrg?: string;
  awsAccountId?: string;
}

type AppSettings = Readonly<Record<string, unknown>>;

interface Vendor {
  /** Names of the vendor's apps in Okta's catalogue. */
  apps: RegExp;
  name: string;
  account?: (settings: AppSettings) => AppAccount;
}

const VENDORS: readonly Vendor[] = [
  { apps: /^(amazon_aws|aws_)/, name: 'AWS', account: awsAccount },
  { apps: /^google/, name: 'Google', account: googleAccount },
  { apps: /^github/, name: 'GitHub', account: githubAccount },
  { apps: /^(office365|microsoft|azure)/, name: 'Microsoft' },
  { apps: /^salesforce/, name: 'Salesforce' },
  { apps: /^slack/, name: 'Slack' },
  { apps: /^(atlassian|jira|confluence|bitbucket)/, name: 'Atlassian' },
  { apps: /^(okta|saasure|oidc_client)/, name: 'Okta' },
];

/** The account that a catalogue app leads to, as far as its name and settings tell. */
export function appAccount(
  shortName: string | undefined,
  settings: AppSettings,
): AppAccount {
  const vendor = VENDORS.find(({ apps }) => apps.test(shortName ?? ''));
  return {
    appDomain: text(settings.domain),
    githubOrg: text(settings.githubOrg),
    ...(vendor && {
      appVendorName: vendor.name,
      ...vendor.account?.(settings),
    }),
  };
}

function awsAccount(settings: AppSettings): AppAccount {
  const [, , , , accountId] =
    text(settings.identityProviderArn)?.split(':') ?? [];
  const awsAccountId = /^\d{12}$/.test(accountId ?? '') ? accountId : undefined;
  return {
    isMultiInstanceApp: true,
    appAccountType: 'aws_account',
    appAccountId: awsAccountId,
    awsAccountId,
  };
}

function googleAccount(settings: AppSettings): AppAccount {
  const domain = text(settings.domain);
  return {
    isMultiInstanceApp: true,
    appAccountType: 'google_account',
    appAccountId: domain,
  };
}

function githubAccount(settings: AppSettings): AppAccount {
  const githubOrg = text(settings.githubOrg);
  return {
    isMultiInstanceApp: true,
    appAccountType: 'github_account',
    appAccountId: githubOrg,
  };
}
