import type { CollectContext, ProviderStep } from '../../../collect/provider';
import type { OktaClient } from '../client';

export type Context = CollectContext<OktaClient>;

export type Step = ProviderStep<OktaClient>;
