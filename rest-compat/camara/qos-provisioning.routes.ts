import { fromAssignment } from '../network.answers.js';
import * as documents from '../network.documents.js';
import { ASSIGNMENT, ASSIGNMENT_REQUEST, DEVICE } from '../network.examples.js';
import { toCredential } from '../network.inputs.js';
import type { Reading } from '../reading.js';
import { route, type Api } from '../route.js';
import { camaraDialect, DEVICE_REFUSALS } from './camara.errors.js';
import * as schemas from './qos-provisioning.schemas.js';

const TAG = 'QoS assignments';

const createAssignment = route({
  operationId: 'createQosAssignment', method: 'POST', path: '/qos-assignments', tag: TAG, idempotent: true,
  summary: 'Give a device a quality',
  description: 'For all of its packets, until it is revoked. A device has one assignment at most.',
  body: schemas.CreateAssignment,
  bodyExample: ASSIGNMENT_REQUEST,
  document: documents.createAssignment,
  variables: ({ body: { sinkCredential, ...body } }) => ({ input: { ...body, ...toCredential({ sinkCredential }) } }),
  answer: ({ createQosAssignment: { assignment } }) => ({ status: 201, body: fromAssignment(assignment) }),
  responses: { 201: { description: 'The assignment.', schema: schemas.AssignmentInfo, example: ASSIGNMENT } },
  notifies: { sink: 'sink', event: schemas.StatusChanged },
  refusals: [
    'OUT_OF_RANGE', 'INVALID_CREDENTIAL', 'INVALID_TOKEN', 'INVALID_SINK', ...DEVICE_REFUSALS,
    'QOS_PROFILE_NOT_APPLICABLE', 'PRIVATE_KEY_JWT_NOT_CONFIGURED', 'CONFLICT', 'NOT_IMPLEMENTED',
  ],
});

const getAssignment = route({
  operationId: 'getQosAssignmentById', method: 'GET', path: '/qos-assignments/{assignmentId}', tag: TAG,
  summary: 'Read an assignment',
  params: schemas.AssignmentPath,
  document: documents.assignment,
  variables: ({ params }) => ({ id: params.assignmentId }),
  answer: ({ qosAssignment }) => ({ status: 200, body: fromAssignment(qosAssignment) }),
  responses: { 200: { description: 'The assignment.', schema: schemas.AssignmentInfo, example: ASSIGNMENT } },
  refusals: ['NOT_FOUND'],
});

const revokeAssignment = route({
  operationId: 'revokeQosAssignment', method: 'DELETE', path: '/qos-assignments/{assignmentId}', tag: TAG,
  summary: 'Revoke an assignment',
  params: schemas.AssignmentPath,
  document: documents.revokeAssignment,
  variables: ({ params }) => ({ id: params.assignmentId }),
  answer: ({ revokeQosAssignment: { revoked, assignment } }) => (revoked ? { status: 204 } : { status: 202, body: fromAssignment(assignment) }),
  responses: {
    202: {
      description: 'The network has not let go of it yet; it goes as soon as it has.',
      schema: schemas.AssignmentInfo,
      example: { ...ASSIGNMENT, status: 'AVAILABLE', statusInfo: 'DELETE_REQUESTED' },
    },
    204: { description: 'The assignment is no more.' },
  },
  refusals: ['NOT_FOUND'],
});

const retrieveAssignment = route({
  operationId: 'getQosAssignmentByDevice', method: 'POST', path: '/retrieve-qos-assignment', tag: TAG,
  summary: 'Read the assignment of a device',
  description: 'A token of a user tells the device, and the body is {} then.',
  body: schemas.RetrieveAssignmentByDevice,
  bodyExample: { device: DEVICE },
  document: documents.assignmentByDevice,
  variables: ({ body }) => ({ device: body.device }),
  answer: ({ qosAssignmentByDevice }) => ({ status: 200, body: fromAssignment(qosAssignmentByDevice) }),
  responses: { 200: { description: 'The assignment.', schema: schemas.AssignmentInfo, example: ASSIGNMENT } },
  refusals: ['NOT_FOUND', ...DEVICE_REFUSALS],
});

export const qosProvisioning = (reading: Reading): Api => ({
  name: 'qos-provisioning',
  title: 'CAMARA QoS Provisioning',
  version: '0.3.0',
  description:
    'A quality of service for all packets of a device, until it is revoked. ' +
    'A network that has no such function is told as 501 NOT_IMPLEMENTED, which the definition does not list.',
  basePath: '/qos-provisioning/v0.3',
  dialect: camaraDialect('QOS_PROVISIONING', {
    own: ['QOS_PROFILE_NOT_APPLICABLE'],
    nearest: reading === 'features' ? { INVALID_CREDENTIAL: 'INVALID_ARGUMENT' } : {},
  }),
  schemas: { CreateAssignment: schemas.CreateAssignment, AssignmentInfo: schemas.AssignmentInfo },
  routes: [createAssignment, getAssignment, revokeAssignment, retrieveAssignment],
});
