import { describe, expect, it } from 'vitest';
import { newId, requireUuids } from '../../kernel/id.js';
import type { Caller } from '../../kernel/caller.js';
import { requireOwn } from './resource.rules.js';

const caller: Caller = { kind: 'two-legged', clientId: 'client-1', userId: null, scopes: new Set(), admin: false };

describe('ids that a caller gives', () => {
  it('may be absent, and are refused by their names when they are none', () => {
    expect(() => requireUuids({ sessionId: null, appInstanceId: undefined })).not.toThrow();
    expect(() => requireUuids({ sessionId: newId(), appInstanceId: newId() })).not.toThrow();
    expect(() => requireUuids({ sessionId: newId(), appInstanceId: 'x' })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'appInstanceId' }));
    expect(() => requireUuids({ sessionId: '' })).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', field: 'sessionId' }));
  });
});

describe('a resource that is named by its id', () => {
  it('is the caller’s, or its refusal says which', () => {
    const own = { clientId: 'client-1', userId: 'user-1' };
    expect(requireOwn(caller, own, 'session')).toBe(own);
    expect(() => requireOwn(caller, null, 'session')).toThrow(expect.objectContaining({ code: 'NOT_FOUND' }));
    expect(() => requireOwn({ ...caller, clientId: 'client-2' }, own, 'session')).toThrow(expect.objectContaining({ code: 'PERMISSION_DENIED' }));
    expect(() => requireOwn({ ...caller, kind: 'three-legged', userId: 'user-2' }, own, 'session')).toThrow(expect.objectContaining({ code: 'PERMISSION_DENIED' }));
  });
});
