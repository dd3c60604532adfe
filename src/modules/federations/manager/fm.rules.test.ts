import { describe, expect, it } from 'vitest';
import { verdictOf, wantsOtherForm, type Verdict } from './fm.rules.js';

const problem = (detail: string): string => JSON.stringify({ type: 'about:blank', title: 'X', detail, status: 1 });

describe('what an answer means', () => {
  it.each<[number, string, Verdict]>([
    [200, '{"federationContextId":"x"}', 'done'],
    [200, '"Federation removed successfully"', 'done'],
    [202, '', 'done'],
    [202, 'null', 'done'],
    [204, '', 'done'],
    // Failures that look like success.
    [200, '{"Error": "Not assigned role to the operator (originating_op|partner_op)"}', 'without-role'],
    [200, '"Error: Not assigned role to the operator (originating_op|partner_op)"', 'without-role'],
    [422, '"Error: Not assigned role to the operator (originating_op|partner_op)"', 'without-role'],
    [200, '{"error": "HTTP error occurred: 404 Client Error", "status_code": 404}', 'trouble'],
    // An unknown context, as each door of the Federation Manager says it.
    [422, problem('Incorrect value for Federation. Error: 404 Not Found: Federation not found'), 'unknown'],
    [422, problem('Incorrect value for Federation. Error: 404 Not Found: Federation not found at Operator Platform'), 'unknown'],
    [422, problem('Error: 404 Not Found: Federation not found at Operator Platform'), 'unknown'],
    [422, problem("Incorrect value for Federation. Error: 'op' is not a valid ObjectId, it must be a 12-byte input or a 24-character hex string"), 'unknown'],
    [404, '"Federation not found"', 'unknown'],
    [404, '{"detail":"federation not found"}', 'unknown'],
    [404, '', 'unknown'],
    [404, problem('Zone id not found for this Federation Context'), 'unknown'],
    [422, problem("Error: 422 Unprocessable Entity: Error: 404 from i2edge. b'{}'"), 'unknown'],
    [422, problem('Unable to get zones list from i2edge. Error: 404 Not Found: Availability Zones do not exist at i2edge'), 'unknown'],
    [422, problem('Error: 404 Not Found: Flavour for this zone not found at i2edge'), 'unknown'],
    // These name a federation, and are about something else.
    [422, problem('Zone id not found for this Federation at Availability Zones of the onboarding'), 'refused'],
    [422, problem('Federation Validation Error. Message: mncs'), 'refused'],
    [400, problem('artefactName is empty'), 'refused'],
    [412, '', 'refused'],
    [409, problem('Federation Context and Artefact Id already exists at Artefact Management'), 'exists'],
    [409, '"Artefact exist at partner operator but not in originating operator"', 'exists'],
    [409, '', 'exists'],
    [422, '"Available zones already exist for this federation"', 'exists'],
    [422, '"Artefact already exist"', 'exists'],
    [409, problem('MCC does not match with the one registered'), 'conflict'],
    [409, problem('Unable to remove Zone. There are onboardings dependent. Remove it and try again '), 'conflict'],
    [410, '', 'unknown'],
    // A relay's partner.
    [422, '{"detail":"Federation Context and Artefact Id not found at Artefact Management","status":404,"title":"Not Found","type":"about:blank"}', 'unknown'],
    [422, '{"detail":"Unable to remove Zone. There are onboardings dependent","status":409,"title":"Conflict"}', 'conflict'],
    [422, '{"detail":"Federation already exists","status":409,"title":"Conflict"}', 'exists'],
    [422, '{"detail":"The server encountered an internal error","status":500}', 'trouble'],
    [422, '{"detail":"mncs is too short","status":422}', 'refused'],
    [422, '{"detail":"Unable to delete App Command. Error: 422 Unprocessable Entity: Unable to delete App Command at i2edge. Error 404 - b\'\'","status":422}', 'unknown'],
    // The manager or what it stands upon: nobody knows what was done.
    [422, problem('Unable to get zones list from i2edge'), 'trouble'],
    [422, problem("Incorrect value for Federation. Error: mongo:27017: timed out"), 'trouble'],
    [422, problem("Error: 422 Unprocessable Entity: Error 500 - b'oops'"), 'trouble'],
    [422, "\"Error while creating Artefact. Reason: HTTPConnectionPool(host='10.0.0.1', port=8989): Max retries exceeded\"", 'trouble'],
    [422, problem("Error: 422 Unprocessable Entity: Error 400 - b'bad chart'"), 'refused'],
    [422, problem("Unable to save Application Onboarding at i2edge. Error 400 - b'no'"), 'refused'],
    [409, problem('An error occurred when finding app id at i2edge. Error: x'), 'trouble'],
    // No Federation Manager at all.
    [404, '<html><body>nginx</body></html>', 'elsewhere'],
    [404, problem('The requested URL was not found on the server. If you entered the URL manually please check your spelling and try again.'), 'elsewhere'],
    [404, '{"message":"no matching operation was found"}', 'elsewhere'],
    [401, problem('No authorization token provided'), 'other'],
    [500, '', 'other'],
    [503, '', 'other'],
    [302, '', 'other'],
    [415, '', 'other'],
  ])('%i %s: %s', (status, text, verdict) => {
    expect(verdictOf({ status, text })).toBe(verdict);
  });

  it.each<[number, string, boolean]>([
    [415, '', true],
    [400, '{"title":"400 - Bad Request","cause":"request body has an error","detail":"header Content-Type has unexpected value \\"application/json\\""}', true],
    [422, '{"detail":"request Content-Type isn\'t multipart/form-data"}', true],
    [400, problem('artefactName is empty'), false],
    [409, 'multipart', false],
    [200, '', false],
  ])('a body in the other form is wanted: %i %s: %s', (status, text, wanted) => {
    expect(wantsOtherForm({ status, text })).toBe(wanted);
  });
});
