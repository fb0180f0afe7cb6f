/** The engine's tasks and their results as the task store keeps them. */
import { REMITTANCES, type Remittance } from '../deal/program.ts';
