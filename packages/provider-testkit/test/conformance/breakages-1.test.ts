import { describeBreakages } from './support/describe-breakages.js';

describeBreakages(0, 2);
