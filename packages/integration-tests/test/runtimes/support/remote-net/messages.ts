/** What a runtime without listening sockets asks of the relay. Ids are the asker's. */
export type Command =
  | { readonly do: 'listen'; readonly server: string; readonly port: number }
  | { readonly do: 'close-server'; readonly server: string }
  | {
      readonly do: 'connect';
      readonly socket: string;
      readonly port: number;
      readonly localPort?: number | undefined;
    }
  /** Bytes as base64. Answered by `drain` once the system has taken them. */
  | { readonly do: 'write'; readonly socket: string; readonly bytes: string }
  | { readonly do: 'end' | 'reset' | 'destroy'; readonly socket: string };

/** What the relay tells of its sockets. */
export type Notice =
  | { readonly on: 'listening'; readonly server: string; readonly port: number }
  | { readonly on: 'server-closed'; readonly server: string }
  | { readonly on: 'server-error'; readonly server: string; readonly message: string }
  /** A new socket of a server; its id is the relay's. */
  | { readonly on: 'connection'; readonly server: string; readonly socket: string }
  | { readonly on: 'data'; readonly socket: string; readonly bytes: string }
  | { readonly on: 'error'; readonly socket: string; readonly message: string }
  | { readonly on: 'connect' | 'drain' | 'end' | 'close'; readonly socket: string };
