import { describe, expectTypeOf, test } from 'vitest';
import type { operations } from '../../../generated/schema.js';
import type { Client, Invite, InviteRequest } from '../../../src/index.js';

type Body = operations['inviteUser']['requestBody']['content']['application/json'];
type Answer = operations['inviteUser']['responses'][200]['content']['application/json'];
type InviteUser = Client['inviteUser'];

declare const client: Client;
const email = 'ada@example.com';

describe('inviteUser takes and returns exactly what the generated operation says', () => {
  test('the parameter and the result are the generated types', () => {
    expectTypeOf<Parameters<InviteUser>[0]>().toEqualTypeOf<Body>();
    expectTypeOf<Awaited<ReturnType<InviteUser>>>().toEqualTypeOf<Answer>();
    expectTypeOf<InviteRequest>().toEqualTypeOf<Body>();
    expectTypeOf<Invite>().toEqualTypeOf<Answer>();
    expectTypeOf<InviteRequest>().not.toBeAny();
    expectTypeOf<Invite>().not.toBeAny();
  });

  test('complete bodies compile', () => {
    void client.inviteUser({ email, role: 'reader' });
    void client.inviteUser({ email, role: 'owner', projects: [{ id: 'p', role: 'member' }] });
  });

  test('a missing role does not compile', () => {
    // @ts-expect-error role is required
    void client.inviteUser({ email });
  });

  test('a wrong role does not compile', () => {
    // @ts-expect-error admin is no role
    void client.inviteUser({ email, role: 'admin' });
  });

  test('a misspelt property does not compile', () => {
    // @ts-expect-error the property is called projects
    void client.inviteUser({ email, role: 'reader', project: [] });
  });

  test('an extra property does not compile', () => {
    // @ts-expect-error team is undocumented
    void client.inviteUser({ email, role: 'reader', team: 'x' });
  });

  test('a wrong role in a project does not compile', () => {
    // @ts-expect-error reader is no project role
    void client.inviteUser({ email, role: 'reader', projects: [{ id: 'p', role: 'reader' }] });
  });

  test('an undocumented option does not compile', () => {
    // @ts-expect-error the option is called timeout
    void client.inviteUser({ email, role: 'reader' }, { timeOut: 1 });
  });
});
