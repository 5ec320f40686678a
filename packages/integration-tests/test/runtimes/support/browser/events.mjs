export { EventEmitter, once } from 'events/';
