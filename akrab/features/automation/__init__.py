"""Rules: what happens by itself when something happens, waited for, told and taken back like everything else."""
