rule webshell_php_eval_of_request : webshell
{
    meta:
        title = "PHP that evaluates a request's parameter"
        description = "Whoever can reach the page runs any PHP code on the server."
        severity = "critical"
        attack = "T1505.003"
        cwe = "CWE-94"
    strings:
        $php = "<?php" nocase
        $short = "<?="
        $eval = /\b(eval|assert)\s{0,8}\(\s{0,8}(@\s{0,4})?(base64_decode\s{0,8}\(\s{0,8}|gzinflate\s{0,8}\(\s{0,8}|stripslashes\s{0,8}\(\s{0,8}){0,3}\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    condition:
        filesize < 2MB and ($php or $short) and $eval
}

rule webshell_php_command_of_request : webshell
{
    meta:
        title = "PHP that runs a request's parameter as a command"
        description = "Whoever can reach the page runs any command on the server."
        severity = "critical"
        attack = "T1505.003"
        cwe = "CWE-78"
    strings:
        $php = "<?php" nocase
        $short = "<?="
        $run = /\b(system|passthru|shell_exec|exec|popen|proc_open)\s{0,8}\(\s{0,8}(@\s{0,4})?\$_(GET|POST|REQUEST|COOKIE)\b/ nocase
    condition:
        filesize < 2MB and ($php or $short) and $run
}

rule webshell_jsp_command_of_request : webshell
{
    meta:
        title = "JSP that runs a request's parameter as a command"
        description = "Whoever can reach the page runs any command on the server."
        severity = "critical"
        attack = "T1505.003"
        cwe = "CWE-78"
    strings:
        $page = "<%"
        $run = /getRuntime\s{0,8}\(\s{0,8}\)\s{0,8}\.\s{0,8}exec\s{0,8}\(\s{0,8}request\.getParameter/
    condition:
        filesize < 2MB and $page and $run
}
