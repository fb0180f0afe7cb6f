import { defineConfig } from 'vitest/config';

/** Tests that take as long as one lets them: `npm run test:deep`. */
export default defineConfig({
  test: {
    include: ['test/deep/**/*.test.ts'],
    pool: 'forks',
  },
});
