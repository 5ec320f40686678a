import type { DriverRequest } from '@modelport/core';
import type { Breakage } from '../reference/breakage.js';
import type { Body } from '../reference/reference-to-wire.js';

interface WireTool {
  readonly type: string;
  readonly function: {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: Readonly<Record<string, unknown>>;
    readonly strict?: boolean;
  };
}

export const toolsBreakages: Readonly<Record<string, Breakage>> = {
  'tools/name-and-description': changeTools(({ description: _, ...tool }) => tool),
  // Saves the words about properties.
  'tools/schema': changeTools(({ parameters = {}, ...tool }) => {
    const properties = Object.entries(Object(parameters['properties']) as Record<string, object>);
    const brief = properties.map(([name, property]) => [name, { ...property, description: undefined }]);
    return { ...tool, parameters: { ...parameters, properties: Object.fromEntries(brief) } };
  }),
  'tools/without-parameters': changeTools(({ parameters, ...tool }) => {
    const hasSome = Object.keys(Object(parameters?.['properties'])).length > 0;
    return { ...tool, parameters: hasSome ? parameters : {} } as WireTool['function'];
  }),
  'tools/several': {
    // Sorts by name, for caches.
    body: (body) => ({
      ...body,
      tools: toolsOf(body)?.toSorted((one, other) => (one.function.name < other.function.name ? -1 : 1)),
    }),
  },
  'tools/strict': changeTools(({ strict: _, ...tool }) => tool),
  'tools/choice-none': {
    body: (body, request) => (endsInResult(request) ? body : withoutTools(body)),
  },
  'tools/none-after-results': {
    body: (body, request) => (endsInResult(request) ? withoutTools(body) : body),
  },
  'tools/choice-required': {
    body: (body) => ({
      ...body,
      tool_choice: body['tool_choice'] === 'required' ? 'auto' : body['tool_choice'],
    }),
  },
  'tools/choice-named': {
    // A named tool becomes any tool.
    body: (body) => ({
      ...body,
      tool_choice: typeof body['tool_choice'] === 'object' ? 'required' : body['tool_choice'],
    }),
  },
  'tools/parallel': {
    body: (body) => ({ ...body, parallel_tool_calls: body['parallel_tool_calls'] || undefined }),
  },
};

function toolsOf(body: Body): readonly WireTool[] | undefined {
  return body['tools'] as readonly WireTool[] | undefined;
}

function changeTools(changed: (tool: WireTool['function']) => WireTool['function']): Breakage {
  return {
    body: (body) => ({
      ...body,
      tools: toolsOf(body)?.map((tool) => ({ ...tool, function: changed(tool.function) })),
    }),
  };
}

function endsInResult({ messages }: DriverRequest): boolean {
  return messages.at(-1)?.role === 'tool';
}

/** What some do where no tool may be called. */
function withoutTools({ tools, tool_choice: choice, ...body }: Body): Body {
  return choice === 'none' ? body : { ...body, tools, tool_choice: choice };
}
