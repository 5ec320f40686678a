export { prices } from './prices.js';
