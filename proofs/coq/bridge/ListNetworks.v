(**************************************************************************************************)
(* The networks of Spec.v (lists of reals) are networks of the theory over the reals              *)
(*   params_of M Q Ls A c == the parameters of a list network                                     *)
(*   net_bridge, cost_bridge == the two networks have the same outputs, and the same cost         *)
(**************************************************************************************************)
From Truncation Require Import Spec.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Descent Network.
From Bridge Require Import Vectors Points.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Definition params_of M Q (Ls : list layer) (A : mat) (c : vec) :
    Network.params RR (length Ls) M Q :=
  Network.make (length Ls) (fun l => Mx M M (fst (List.nth l Ls (nil, nil))))
    (fun l => V M (snd (List.nth l Ls (nil, nil))))
    (Mx Q M A) (V Q c).
Definition network_ok M Q (Ls : list layer) (A : mat) (c : vec) :=
  [/\ List.Forall (fun l => Spec.shape M M (fst l) /\ length (snd l) = M) Ls,
    Spec.shape Q M A & length c = Q].

(* the cost of parameters on the data of a certificate: every class has the weight 1 *)
Notation data_cost M Q Ks := (wcost (weight RR (@class_of Q Ks)) (@class_of Q Ks)
  (@position M Q Ks) (@target Q Ks)).

Section Net.
Variables (M Q : nat) (Ls : list layer) (A : mat) (c : vec).
Hypothesis ok : network_ok M Q Ls A c.
Let th := params_of M Q Ls A c.

Lemma layer_ok l : (l < length Ls)%N -> Spec.shape M M (fst (List.nth l Ls (nil, nil))) /\
  length (snd (List.nth l Ls (nil, nil))) = M.
Proof. by move=> lt; case: ok => /(all_nthP _ _ (nil, nil)) h _ _; rewrite nthE; apply: h. Qed.

Lemma hidden_app (L1 L2 : list layer) z : hidden (L1 ++ L2)%list z = hidden L2 (hidden L1 z).
Proof. by elim: L1 z => //= [[W b]] L1 IH z; rewrite IH. Qed.

Lemma state_bridge z l : length z = M -> (l <= length Ls)%N ->
  length (hidden (List.firstn l Ls) z) = M /\
  Network.state th (V M z) l = V M (hidden (List.firstn l Ls) z).
Proof.
move=> lz; elim: l => [|l IH] lt; first by [].
have [len e] := IH (ltnW lt).
have lt' : (l < length Ls)%coq_nat by apply/ssrnat.ltP.
have : List.firstn l.+1 Ls = (List.firstn l Ls ++ [:: List.nth l Ls (nil, nil)])%list.
  clear -lt'; elim: Ls l lt' => [|a s IHs] [|k] //= h; try by case/ssrnat.ltP: h.
  by rewrite -IHs //; apply/ssrnat.ltP; move/ssrnat.ltP: h.
have [sW lb] := layer_ok lt.
case E : (List.nth l Ls (nil, nil)) sW lb => [W b] /= sW lb ->.
rewrite hidden_app /= e; split; first by rewrite List.map_length; apply: affine_len sW lb.
rewrite relu_bridge ?(affine_bridge sW) // ?Network.W_make ?Network.b_make ?E //.
exact: affine_len sW lb.
Qed.

Lemma pre_bridge z l : length z = M -> (l < length Ls)%N ->
  Network.pre th (V M z) l = V M (affine (fst (List.nth l Ls (nil, nil)))
    (snd (List.nth l Ls (nil, nil))) (hidden (List.firstn l Ls) z)).
Proof.
move=> lz lt; have [len e] := state_bridge lz (ltnW lt); have [sW lb] := layer_ok lt.
by rewrite (affine_bridge sW) // /Network.pre e Network.W_make ?Network.b_make.
Qed.

Lemma net_len z : length (net Ls A c z) = Q.
Proof. by case: ok => _ sA lc; apply: affine_len sA lc. Qed.

Theorem net_bridge z : length z = M -> V Q (net Ls A c z) = Network.out th (V M z).
Proof.
case: ok => _ sA lc lz; have [len e] := state_bridge lz (leqnn _).
rewrite List.firstn_all in len e.
by rewrite /net (affine_bridge sA) // /Network.out e.
Qed.

Theorem cost_bridge Ks : data_ok M Q Ks ->
  Spec.cost Ls A c Ks = data_cost M Q Ks th.
Proof.
move=> data; apply: (cost_of data) => z lz; split; first exact: net_len.
exact: net_bridge.
Qed.

Theorem interpolates_bridge Ks : data_ok M Q Ks -> Spec.interpolates Ls A c Ks ->
  forall t : point Q Ks, Network.out th (position M t) = target Ks (class_of t).
Proof.
move=> data fits t; rewrite -net_bridge; last exact: input_len.
by rewrite (fits _ (class_in data (class_of t)) _ (input_in t)).
Qed.
End Net.

Lemma readout_ok M Q Ls A c (A' : 'M[RR]_(Q, M)) (c' : 'cV[RR]_Q) :
  network_ok M Q Ls A c -> network_ok M Q Ls (unM A') (unV c').
Proof. by case=> h _ _; split=> //; [apply: unM_shape|apply: unV_len]. Qed.

(** What the checks of Evaluation.v say of shapes. *)
Lemma shaped_network M Q Ls A c Ks : well_shaped M Q Ls A c Ks -> network_ok M Q Ls A c.
Proof. by case=> h [sA [lc _]]; split. Qed.
Lemma shaped_data M Q Ls A c Ks : well_shaped M Q Ls A c Ks -> length Ks = Q -> data_ok M Q Ks.
Proof. by case=> _ [_ [_ h]]. Qed.
