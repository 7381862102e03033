"""`python -m vlasurvey` is the command line."""

from vlasurvey.cli import main

main()
