# SPDX-License-Identifier: GPL-2.0-or-later
# fish completion for bondctl; the words come from bondctl itself.

function __bondctl_complete
    set -l words (commandline -opc)[2..-1] (commandline -ct)
    bondctl complete $words 2>/dev/null
end

complete -c bondctl -f -a '(__bondctl_complete)'
