import { onTestFinished } from 'vitest';
import { startMockOrganization, type Fault, type MockOrganization } from '../../src/mock/index.js';
import { key } from './calls.js';

/** A mock organization with the tests' key, for the length of one test. */
export async function organizationWith(...faults: readonly Fault[]): Promise<MockOrganization> {
  const organization = await startMockOrganization({ apiKey: key, faults });
  onTestFinished(() => organization.close());
  return organization;
}

/** The same, and the environment in which the command reaches it. */
export async function organizationAndEnv(
  ...faults: readonly Fault[]
): Promise<[organization: MockOrganization, env: Record<string, string>]> {
  const organization = await organizationWith(...faults);
  return [organization, { OPENAI_ADMIN_KEY: key, OPENAI_BASE_URL: organization.url }];
}
