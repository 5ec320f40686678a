/** Where llama-server 0.7 listens unless told otherwise. */
export const defaultBaseUrl = 'http://127.0.0.1:9931';

/** Where builds before 0.7 listen, and most guides say it does. */
export const olderBaseUrl = 'http://127.0.0.1:8080';
