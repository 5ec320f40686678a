import { describeBreakages } from './support/describe-breakages.js';

describeBreakages(1, 2);
