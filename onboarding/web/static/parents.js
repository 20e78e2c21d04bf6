/* The pages without this file work; it saves a step here and there. */
"use strict";
