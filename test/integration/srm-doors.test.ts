import { describe } from 'vitest';
import { whileAnSrm } from '../faults/srm-doors.js';

describe('while an SRM of generation A', () => {
  whileAnSrm('A');
});
