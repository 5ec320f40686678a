// Registers every type that this repository has.
import '@modelport/provider-anthropic';
import '@modelport/provider-llamacpp';
import '@modelport/provider-mock';
import '@modelport/provider-ollama';
import '@modelport/provider-openai-compatible';
import '@modelport/provider-openrouter';
import '@modelport/router';
