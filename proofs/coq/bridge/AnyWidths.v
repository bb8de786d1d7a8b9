(**************************************************************************************************)
(* Networks of any widths: those of Spec.v are those of the theory (Widths.v)                     *)
(*   width M ds l    == the width of layer l, layer 0 the input                                   *)
(*   net_of M Q ds Ls A c == the parameters of a list network                                     *)
(*   fits_all        == every output is its target, and the cost is 0                             *)
(*   strict_everywhere == no hidden pre-activation of a training point is 0                       *)
(**************************************************************************************************)
From Truncation Require Import Spec.
From mathcomp Require Import ssreflect ssrfun ssrbool eqtype ssrnat seq path div choice fintype.
From mathcomp Require Import ssrAC finfun tuple bigop finset ssralg ssrnum zmodp matrix.
From mathcomp Require Import mxalgebra vector.
From Theory Require Import RealNumbers Basic Descent Network Widths.
From Bridge Require Import Vectors Points.
Set Implicit Arguments. Unset Strict Implicit. Unset Printing Implicit Defensive.
Import GRing.Theory Num.Theory order.Order.Theory.
Local Open Scope ring_scope.

Definition width (M : nat) (ds : list nat) (l : nat) : nat := List.nth l (M :: ds) 0%N.
Definition net_of M Q (ds : list nat) (Ls : list layer) (A : mat) (c : vec) :
    net RR (width M ds) (length Ls) Q :=
  @Net RR (width M ds) (length Ls) Q
    (fun l => Mx (width M ds l.+1) (width M ds l) (fst (List.nth l Ls (nil, nil))))
    (fun l => V (width M ds l.+1) (snd (List.nth l Ls (nil, nil))))
    (Mx Q (width M ds (length Ls)) A) (V Q c).

Section Statements.
Variables (M Q : nat) (ds : list nat) (Ls : list layer) (A : mat) (c : vec) (Ks : list cluster).
Notation th := (net_of M Q ds Ls A c).
Notation cl := (@class_of Q Ks).
Notation x := (@position M Q Ks).
Notation y := (@target Q Ks).
Notation w := (weight RR cl).

Definition fits_all := (forall t, gout th (x t) = y (cl t)) /\ gcost w x (fun t => y (cl t)) th = 0.
Definition strict_everywhere := forall l t (i : 'I_(width M ds l.+1)), (l < length Ls)%N ->
  gpre th (x t) l i 0 != 0.
End Statements.

Section AnyWidths.
Variables (M Q : nat) (ds : list nat) (Ls : list layer) (A : mat) (c : vec).
Hypotheses (sz : sized M ds Ls A c) (out : List.nth (length Ls) ds 0%N = Q).
Let th := net_of M Q ds Ls A c.

Lemma sized_layers l : (l < length Ls)%N ->
  Spec.shape (width M ds l.+1) (width M ds l) (fst (List.nth l Ls (nil, nil))) /\
  length (snd (List.nth l Ls (nil, nil))) = width M ds l.+1.
Proof.
clear th out; elim: ds M Ls sz l => [|d ds' IH] M' [|[W b] Ls'] //=.
case: ds' IH => [|d' ds'] IH; first by case=> _ [_].
move=> [sW [lb h]] [|l] lt //=.
exact: (IH d Ls' h l lt).
Qed.
Lemma sized_output : Spec.shape Q (width M ds (length Ls)) A /\ length c = Q.
Proof.
rewrite -out; clear th out; elim: ds M Ls sz => [|d ds' IH] M' [|[W b] Ls'] //=.
  by case: ds' IH.
case: ds' IH => [|d' ds'] IH; first by case=> _ [_].
by move=> [_ [_ h]]; apply: (IH d Ls' h).
Qed.

Lemma hidden_app (L1 L2 : list layer) z : hidden (L1 ++ L2)%list z = hidden L2 (hidden L1 z).
Proof. by elim: L1 z => //= [[W b]] L1 IH z; rewrite IH. Qed.

Lemma gstate_bridge z l : length z = M -> (l <= length Ls)%N ->
  length (hidden (List.firstn l Ls) z) = width M ds l /\
  gstate th (V M z) l = V (width M ds l) (hidden (List.firstn l Ls) z).
Proof.
move=> lz; elim: l => [|l IH] lt; first by [].
have [len e] := IH (ltnW lt); have [sW lb] := sized_layers lt.
have : List.firstn l.+1 Ls = (List.firstn l Ls ++ [:: List.nth l Ls (nil, nil)])%list.
  clear -lt; elim: Ls l lt => [|a s IHs] [|k] //= h; by rewrite -IHs.
case E : (List.nth l Ls (nil, nil)) sW lb => [W b] /= sW lb ->.
rewrite hidden_app /= e; split; first by rewrite List.map_length; apply: affine_len sW lb.
by rewrite relu_bridge ?(affine_bridge sW) ?(affine_len _ sW) // /th /= E.
Qed.
Theorem gout_bridge z : length z = M -> V Q (Spec.net Ls A c z) = gout th (V M z).
Proof.
move=> lz; have [len e] := gstate_bridge lz (leqnn _); have [sA lc] := sized_output.
rewrite List.firstn_all in len e.
by rewrite /Spec.net (affine_bridge sA) // /gout e.
Qed.
Lemma gpre_bridge z l : length z = M -> (l < length Ls)%N ->
  gpre th (V M z) l = V (width M ds l.+1) (affine (fst (List.nth l Ls (nil, nil)))
    (snd (List.nth l Ls (nil, nil))) (hidden (List.firstn l Ls) z)).
Proof.
move=> lz lt; have [len e] := gstate_bridge lz (ltnW lt); have [sW lb] := sized_layers lt.
by rewrite (affine_bridge sW) // /gpre e.
Qed.

Variable Ks : list cluster.
Hypotheses (classes : length Ks = Q) (pts : inputs M Ks).
Hypothesis nonempty : List.Forall (fun K => fst K <> nil /\ length (snd K) = Q) Ks.
Lemma any_data : data_ok M Q Ks.
Proof.
split=> //; apply/List.Forall_forall => K inK.
move/List.Forall_forall: nonempty => /(_ K inK)[ne ly].
by move/List.Forall_forall: pts => /(_ K inK).
Qed.

Theorem fits_all_ok : interpolates Ls A c Ks -> fits_all M Q ds Ls A c Ks.
Proof.
have data := any_data; move=> h.
have e (t : point Q Ks) : gout th (position M t) = target Ks (class_of t).
  rewrite -[LHS]/(gout th (V M (input t))) -(gout_bridge (input_len data t)).
  by rewrite (h _ (class_in data (class_of t)) _ (input_in t)).
split=> //; rewrite /gcost big1 // => t _.
by rewrite -/th e subrr sqn0 mulr0.
Qed.

Lemma pattern_strict S : forall x l, pattern Ls x S -> (l < length Ls)%N ->
  List.Forall (fun r => r <> R0) (affine (fst (List.nth l Ls (nil, nil)))
    (snd (List.nth l Ls (nil, nil))) (hidden (List.firstn l Ls) x)).
Proof.
clear; elim: Ls S => [|[W b] L IH] [|s S] x [|l] //= [h1 h2] lt; last exact: (IH S _ l h2).
elim: h1 => [|a r s' z h _ IH']; constructor => // e; move: h; rewrite e /strict.
by case: a => /Rlt_irrefl.
Qed.
Theorem strict_everywhere_ok : nowhere_zero Ls Ks -> strict_everywhere M Q ds Ls A c Ks.
Proof.
have data := any_data; move=> h l t i lt.
have [S p] := h _ (class_in data (class_of t)) _ (input_in t).
have /(all_nthP _ _ R0) z := pattern_strict p lt; have [sW lb] := sized_layers lt.
rewrite gpre_bridge ?(input_len data) // mxE nthE; apply/eqP/z.
by rewrite -[size _]/(length _) (affine_len _ sW).
Qed.
End AnyWidths.
